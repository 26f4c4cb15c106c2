package zsets

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errRandomCount  = errors.New("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807")
	errRandomScores = errors.New("ERR value is out of range")
)

func zrandMemberSpec() command.Spec {
	return command.Spec{
		Name: "ZRANDMEMBER", Group: "sorted-set", Since: "6.2.0",
		Complexity: "O(N) where N is the number of members returned.",
		Summary:    "Returns members of a sorted set by chance.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key [count [WITHSCORES]]",
		Tips:       []string{"nondeterministic_output"},
		Compat:     command.Matches("7.2"),
		Run:        zrandMember,
	}
}

func zrandMember(c *command.Call) {
	if len(c.Args) == 2 {
		randomMember(c)
		return
	}
	count, ok := c.Int(2)
	if !ok {
		return
	}
	withScores := len(c.Args) == 4 && c.Is(3, "WITHSCORES")
	switch {
	case count == math.MinInt64:
		c.Fail(errRandomCount)
	case len(c.Args) > 4 || len(c.Args) == 4 && !withScores:
		c.Fail(command.ErrSyntax)
	case withScores && (count > math.MaxInt64/2 || count < -math.MaxInt64/2):
		c.Fail(errRandomScores)
	default:
		randomMembers(c, count, formOf(c, withScores))
	}
}

func randomMember(c *command.Call) {
	z, ok := Read(c, c.Key())
	switch {
	case !ok:
	case !z.Found:
		c.Out.Null()
	default:
		c.Item(z.At(c.Tx.Rand().IntN(z.Len())).Key)
	}
}

func randomMembers(c *command.Call, count int64, f form) {
	z, ok := Read(c, c.Key())
	if !ok {
		return
	}
	switch n := int64(z.Len()); {
	case n == 0 || count == 0:
		c.Out.Array(0)
	case count < 0:
		z.repeated(c, int(-count), f)
	case count > n/3:
		z.sampled(c, int(min(count, n)), f)
	default:
		z.distinct(c, int(count), f)
	}
}

// repeated replies with members that were drawn independently.
func (z Opened) repeated(c *command.Call, count int, f form) {
	f.header(c, count)
	for i := 0; i < count && !c.CloseIfTooLong(); i++ {
		e := z.At(c.Tx.Rand().IntN(z.Len()))
		f.member(c, e.Key, e.Score)
	}
}

// sampled replies with a good part of all members, or all of them, in one pass.
func (z Opened) sampled(c *command.Call, count int, f form) {
	f.header(c, count)
	sample := command.NewSample(c.Tx.Rand(), z.Len(), count)
	for e := range z.All() {
		if sample.Takes() {
			f.member(c, e.Key, e.Score)
		}
	}
}

// distinct replies with few of many members: it draws until it has as many different ones.
func (z Opened) distinct(c *command.Call, count int, f form) {
	f.header(c, count)
	drawn := make(map[int]struct{}, count)
	for len(drawn) < count {
		i := c.Tx.Rand().IntN(z.Len())
		if _, again := drawn[i]; !again {
			drawn[i] = struct{}{}
			e := z.At(i)
			f.member(c, e.Key, e.Score)
		}
	}
}
