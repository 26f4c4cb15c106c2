package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xdelayedSpec() command.Spec {
	sub := func(name, syntax, summary string, flags command.Flag, access command.Access, run command.Handler) command.Spec {
		return command.Spec{
			Name: name, Since: "0.2.0", Complexity: "O(log(N)+M) where M is the number of entries.", Summary: summary,
			Flags:  flags,
			Keys:   []command.KeyRule{command.At(2, access)},
			Syntax: syntax,
			Compat: command.Ours("entries that become visible at a time"),
			Run:    run,
		}
	}
	return command.Spec{
		Name: "XDELAYED", Group: "stream", Since: "0.2.0", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on entries that wait for their time.",
		Subcommands: []command.Spec{
			sub("DEL", "key name [name ...]", "Removes entries that wait for their time, and returns how many there were.",
				command.Write, command.RW|command.DeletesData, xdelayedDel),
			sub("LEN", "key", "Returns how many entries wait for their time.", command.ReadOnly, command.RO, xdelayedLen),
			sub("RANGE", "key start:string end:string [COUNT count]", "Returns entries that wait for their time.",
				command.ReadOnly, command.RO|command.ReadsData, xdelayedRange),
			command.HelpSpec("XDELAYED", "0.2.0", []string{
				"DEL <key> <name> [<name> ...]", "    Remove entries that wait.",
				"LEN <key>", "    Return how many entries wait.",
				"RANGE <key> <start> <end> [COUNT <count>]", "    Return entries that wait, by the times in their names.",
			}),
		},
	}
}

func xdelayedDel(c *command.Call) {
	s, ok := modify(c, c.Args[2])
	if !ok {
		return
	}
	names, ok := ids(c, 3, nil)
	if !ok {
		return
	}
	n := int64(0)
	for _, name := range names {
		if s.Forget(name) {
			n++
		}
	}
	if n > 0 {
		c.Tx.LogAs("XDELAYED", c.Args[1:]...)
		s.storeQuietly(c)
	}
	c.Out.Int(n)
}

func xdelayedLen(c *command.Call) {
	if s, ok := read(c, c.Args[2]); ok {
		c.Out.Int(int64(s.Delayed()))
	}
}

func xdelayedRange(c *command.Call) {
	first, ok := from(c, c.Args[3])
	if !ok {
		return
	}
	last, ok := to(c, c.Args[4])
	if !ok {
		return
	}
	count, ok := rangeCount(c, 5)
	if !ok {
		return
	}
	s, ok := read(c, c.Args[2])
	if !ok {
		return
	}
	mark, n := c.Out.Len(), 0
	s.WalkDelayed(first, last, func(name stream.ID, pairs [][]byte) bool {
		if n == count {
			return false
		}
		n++
		c.Out.Array(2)
		replyID(c, name)
		c.Out.Array(len(pairs))
		for _, word := range pairs {
			c.Out.Bulk(word)
		}
		return true
	})
	c.Out.InsertArray(mark, n)
}
