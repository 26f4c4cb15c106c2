package zsets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

const interComplexity = "O(N*K)+O(M*log(M)) where N is the size of the smallest input, K the number of inputs, " +
	"and M the size of the result."

func zinterSpec() command.Spec {
	return combineSpec("ZINTER", interComplexity, "Returns the intersection of several sorted sets.",
		combination{into: intersection})
}

func zinterStoreSpec() command.Spec {
	return storeSpec("ZINTERSTORE", "2.0.0", interComplexity,
		"Stores the intersection of several sorted sets under a key.", combination{into: intersection})
}

func intersection(result *zset.ZSet, inputs []input, how aggregate) {
	eachCommon(inputs, how, func(member page.Item, score float64) bool {
		result.Insert(member, score)
		return true
	})
}

// eachCommon visits the members that all inputs have, as long as visit asks for more.
func eachCommon(inputs []input, how aggregate, visit func(member page.Item, score float64) (more bool)) {
	smallestFirst(inputs)
	first, others := &inputs[0], inputs[1:]
	first.each(func(member page.Item, score float64) bool {
		score = numberOr0(first.weigh(score))
		for i := range others {
			other, found := others[i].score(member)
			if !found {
				return true
			}
			score = how.of(score, others[i].weigh(other))
		}
		return visit(member, score)
	})
}

func zinterCardSpec() command.Spec {
	return command.Spec{
		Name: "ZINTERCARD", Group: "sorted-set", Since: "7.0.0",
		Complexity: "O(N*K) where N is the size of the smallest input and K the number of inputs.",
		Summary:    "Returns the number of members that several sorted sets have in common.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.Counted(1, command.RO|command.ReadsData)},
		Syntax:     "numkeys key [key ...] [LIMIT limit:integer]",
		Compat:     command.Matches("7.2"),
		Run:        zinterCard,
	}
}

func zinterCard(c *command.Call) {
	inputs, next, ok := parseInputs(c, 1)
	if !ok {
		return
	}
	limit := int64(0) // none
	for i := next; i < len(c.Args); i += 2 {
		if !c.Is(i, "LIMIT") || i+1 == len(c.Args) {
			c.Fail(command.ErrSyntax)
			return
		}
		if limit, ok = command.ParseInt(c.Args[i+1]); !ok || limit < 0 {
			c.Fail(errLimit)
			return
		}
	}
	n := int64(0)
	eachCommon(inputs, sum, func(page.Item, float64) bool {
		n++
		return n != limit
	})
	c.Out.Int(n)
}
