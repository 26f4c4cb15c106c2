package sets

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/set"
)

const interComplexity = "O(N*M) at worst, where N is the size of the smallest set and M the number of sets."

func sinterSpec() command.Spec {
	return combineSpec("SINTER", "Returns the members that several sets have in common.", interComplexity, intersection)
}

// intersection walks the smallest set and asks the others.
func intersection(s sources, visit func(page.Item) bool) {
	s.smallestFirst()
	s[0].Each(func(m page.Item) bool { return !s[1:].allHave(m) || visit(m) })
}

func (s sources) smallestFirst() {
	for i := range s {
		if s[i].Len() < s[0].Len() {
			s[0], s[i] = s[i], s[0]
		}
	}
}

func sinterStoreSpec() command.Spec {
	return storeSpec("SINTERSTORE", "Stores the members that several sets have in common.", interComplexity, command.RW,
		sinterStore)
}

func sinterStore(c *command.Call) {
	sets, ok := openAll(c, c.Args[2:])
	if !ok {
		return
	}
	result := c.Tx.NewSet(c.Key())
	if sets.smallestFirst(); sets[0].Encoding() != set.EncInts {
		result.AvoidInts() // as Redis does, which does not look at the members
	}
	storeCombined(c, sets, result, intersection)
}

var (
	errNumKeys       = errors.New("ERR numkeys should be greater than 0")
	errTooManyKeys   = errors.New("ERR Number of keys can't be greater than number of args")
	errNegativeLimit = errors.New("ERR LIMIT can't be negative")
)

func sinterCardSpec() command.Spec {
	return command.Spec{
		Name: "SINTERCARD", Group: "set", Since: "7.0.0", Complexity: interComplexity,
		Summary: "Returns how many members several sets have in common.",
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.Counted(1, command.RO|command.ReadsData)},
		Syntax:  "numkeys key [key ...] [LIMIT limit:integer]",
		Compat:  command.Matches("7.2"),
		Run:     sinterCard,
	}
}

func sinterCard(c *command.Call) {
	numKeys, ok := command.ParseInt(c.Args[1])
	switch {
	case !ok || numKeys < 1:
		c.Fail(errNumKeys)
		return
	case numKeys > int64(len(c.Args)-2):
		c.Fail(errTooManyKeys)
		return
	}
	behind := 2 + int(numKeys)
	limit, ok := parseLimit(c, behind)
	if !ok {
		return
	}
	sets, ok := openAll(c, c.Args[2:behind])
	if !ok {
		return
	}
	var n int64
	intersection(sets, func(page.Item) bool {
		n++
		return n != limit
	})
	c.Out.Int(n)
}

// parseLimit parses LIMIT from argument i on, 0 for none, or replies with an error.
func parseLimit(c *command.Call, i int) (limit int64, ok bool) {
	for ; i < len(c.Args); i += 2 {
		if !c.Is(i, "LIMIT") || i+1 == len(c.Args) {
			c.Fail(command.ErrSyntax)
			return 0, false
		}
		if limit, ok = command.ParseInt(c.Args[i+1]); !ok || limit < 0 {
			c.Fail(errNegativeLimit)
			return 0, false
		}
	}
	return limit, true
}
