package zsets

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

var (
	errWeight = errors.New("ERR weight value is not a float")
	errLimit  = errors.New("ERR LIMIT can't be negative")
)

// errNoInputs tells that a command got no keys.
func errNoInputs(c *command.Call) error {
	return errors.New("ERR at least 1 input key is needed for '" + c.Spec.FullName() + "' command")
}

// combination is what a command makes of several inputs.
type combination struct {
	// into writes the result into an empty sorted set. It may change the order of the inputs.
	into func(result *zset.ZSet, inputs []input, how aggregate)
	// isDifference says that there are no weights and nothing is aggregated.
	isDifference bool
}

func combineSpec(name, complexity, summary string, combination combination) command.Spec {
	options := " [WEIGHTS weight:integer [weight ...]] [AGGREGATE <SUM | MIN | MAX>]"
	if combination.isDifference {
		options = ""
	}
	return command.Spec{
		Name: name, Group: "sorted-set", Since: "6.2.0",
		Complexity: complexity,
		Summary:    summary,
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.Counted(1, command.RO|command.ReadsData)},
		Syntax:     "numkeys key [key ...]" + options + " [WITHSCORES]",
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { combination.reply(c) },
	}
}

func storeSpec(name, since, complexity, summary string, combination combination) command.Spec {
	options := " [WEIGHTS weight:integer [weight ...]] [AGGREGATE <SUM | MIN | MAX>]"
	if combination.isDifference {
		options = ""
	}
	return command.Spec{
		Name: name, Group: "sorted-set", Since: since,
		Complexity: complexity,
		Summary:    summary,
		Flags:      command.Write | command.DenyOOM,
		Keys: []command.KeyRule{
			command.At(1, command.OW|command.UpdatesData), command.Counted(2, command.RO|command.ReadsData),
		},
		Syntax: "destination numkeys key [key ...]" + options,
		Compat: command.Matches("7.2"),
		Run:    func(c *command.Call) { combination.store(c) },
	}
}

// reply replies with the result.
func (k combination) reply(c *command.Call) {
	r, ok := k.parse(c, 1)
	if !ok {
		return
	}
	// The result is a sorted set like any other, but nobody ever finds it.
	z := Opened{ZSet: c.Tx.NewZSet(c.Args[2])}
	defer z.Free()
	k.into(z.ZSet, r.inputs, r.aggregate)
	z.replyRange(c, formOf(c, r.withScores), 0, z.Len(), false)
}

// store stores the result and replies with its size.
func (k combination) store(c *command.Call) {
	if r, ok := k.parse(c, 2); ok {
		z := c.Tx.NewZSet(c.Key())
		k.into(z, r.inputs, r.aggregate)
		StoreResult(c, c.Key(), z)
	}
}

// combining is a combination as it is asked for.
type combining struct {
	inputs     []input
	aggregate  aggregate
	withScores bool
}

// parse parses the arguments from the number of keys on, or replies with an error.
func (k combination) parse(c *command.Call, i int) (r combining, ok bool) {
	inputs, next, ok := parseInputs(c, i)
	if !ok {
		return r, false
	}
	r.inputs = inputs
	for i := next; i < len(c.Args); i++ {
		switch {
		case c.Is(i, "WEIGHTS") && !k.isDifference && i+len(inputs) < len(c.Args):
			if !r.parseWeights(c, i+1) {
				return r, false
			}
			i += len(inputs)
		case c.Is(i, "AGGREGATE") && !k.isDifference && i+1 < len(c.Args):
			i++
			if r.aggregate, ok = parseAggregate(c, i); !ok {
				c.Fail(command.ErrSyntax)
				return r, false
			}
		case c.Is(i, "WITHSCORES") && !c.Spec.Flags.Has(command.Write):
			r.withScores = true
		default:
			c.Fail(command.ErrSyntax)
			return r, false
		}
	}
	return r, true
}

func (r *combining) parseWeights(c *command.Call, first int) (ok bool) {
	for i := range r.inputs {
		if r.inputs[i].weight, ok = ParseScore(c.Args[first+i]); !ok {
			c.Fail(errWeight)
			return false
		}
	}
	return true
}

// parseInputs parses the number of keys in argument i and opens what is under the keys behind it, or replies with an
// error. next is the index of the argument behind the last key.
func parseInputs(c *command.Call, i int) (inputs []input, next int, ok bool) {
	n, ok := c.Int(i)
	switch {
	case !ok:
		return nil, 0, false
	case n < 1:
		c.Fail(errNoInputs(c))
		return nil, 0, false
	case n > math.MaxInt32 || int(n) > len(c.Args)-i-1:
		c.Fail(command.ErrSyntax)
		return nil, 0, false
	}
	next = i + 1 + int(n)
	inputs, ok = openInputs(c, c.Args[i+1:next])
	return inputs, next, ok
}
