package sets

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
)

var errNotPositive = errors.New("ERR value is out of range, must be positive")

func spopSpec() command.Spec {
	return command.Spec{
		Name: "SPOP", Group: "set", Since: "1.0.0", Complexity: "O(N) where N is the number of members returned.",
		Summary: "Removes members of a set by chance and returns them.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:  "key [count]",
		Tips:    []string{"nondeterministic_output"},
		Compat:  command.Matches("7.2"),
		Run:     spop,
	}
}

func spop(c *command.Call) {
	switch len(c.Args) {
	case 2:
		s, ok := modify(c)
		switch {
		case !ok:
		case !s.Found:
			c.Out.Null()
		default:
			pop(c, s)
			s.store(c, c.Key())
			s.notify(c, "spop", c.Key())
		}
	case 3:
		spopCount(c)
	default:
		c.Fail(command.ErrSyntax)
	}
}

// pop removes one member by chance, replies with it and logs it.
func pop(c *command.Call, s opened) {
	var digits [20]byte
	m := s.Random(c.Tx.Rand())
	c.Item(m)
	c.Tx.LogAs("SREM", c.Key(), m.View(digits[:]))
	s.Remove(m)
}

func spopCount(c *command.Call) {
	count, ok := command.ParseInt(c.Args[2])
	if !ok || count < 0 {
		c.Fail(errNotPositive)
		return
	}
	s, ok := modify(c)
	if !ok {
		return
	}
	n := int(min(count, int64(s.Len())))
	c.Out.Set(n)
	switch {
	case n == 0:
	case n == s.Len():
		replyAll(c, s)
		c.Tx.LogDelete(c.Key())
		c.Tx.Delete(c.Key())
		c.Notify(event.Set, "spop")
		c.Notify(event.Generic, "del")
	default:
		for range n {
			pop(c, s)
		}
		s.store(c, c.Key())
		s.notify(c, "spop", c.Key())
	}
}
