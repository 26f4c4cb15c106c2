package sets

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

var errNoNegation = errors.New("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807")

func srandMemberSpec() command.Spec {
	return command.Spec{
		Name: "SRANDMEMBER", Group: "set", Since: "1.0.0", Complexity: "O(N) where N is the number of members returned.",
		Summary: "Returns members of a set by chance.",
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key [count]",
		Tips:    []string{"nondeterministic_output"},
		Compat:  command.Matches("7.2"),
		Run:     srandMember,
	}
}

func srandMember(c *command.Call) {
	switch len(c.Args) {
	case 2:
		s, ok := read(c)
		switch {
		case !ok:
		case !s.Found:
			c.Out.Null()
		default:
			c.Item(s.Random(c.Tx.Rand()))
		}
	case 3:
		srandMembers(c)
	default:
		c.Fail(command.ErrSyntax)
	}
}

func srandMembers(c *command.Call) {
	count, ok := c.Int(2)
	if !ok {
		return
	}
	if count == math.MinInt64 {
		c.Fail(errNoNegation)
		return
	}
	s, ok := read(c)
	if !ok {
		return
	}
	switch n := int64(s.Len()); {
	case n == 0 || count == 0:
		c.Out.Array(0)
	case count < 0:
		c.Out.Array(int(-count))
		for i := int64(0); i < -count && !c.CloseIfTooLong(); i++ {
			c.Item(s.Random(c.Tx.Rand()))
		}
	case count > n/3:
		sampled(c, s, int(min(count, n)))
	default:
		distinct(c, s, int(count))
	}
}

// sampled replies with a good part of all members, or all of them, in one pass.
func sampled(c *command.Call, s opened, count int) {
	c.Out.Array(count)
	sample := command.NewSample(c.Tx.Rand(), s.Len(), count)
	s.Each(func(m page.Item) bool {
		if sample.Takes() {
			c.Item(m)
		}
		return true
	})
}

// distinct replies with few of many members: it draws until it has as many different ones.
func distinct(c *command.Call, s opened, count int) {
	c.Out.Array(count)
	drawn := make(map[string]struct{}, count)
	for len(drawn) < count {
		m := s.Random(c.Tx.Rand())
		before := len(drawn)
		if drawn[string(m.AppendText(nil))] = struct{}{}; len(drawn) > before {
			c.Item(m)
		}
	}
}
