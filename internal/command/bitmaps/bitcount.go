package bitmaps

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

func bitCountSpec() command.Spec {
	return command.Spec{
		Name: "BITCOUNT", Group: "bitmap", Since: "2.6.0", Complexity: "O(N) where N is the length of the range.",
		Summary: "Counts the bits that are set in a string or in a part of it.",
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key [start end [BYTE | BIT]]",
		Compat:  command.Matches("7.2"),
		Run:     bitCount,
	}
}

func bitCount(c *command.Call) {
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	if !found {
		c.Out.Int(0) // whatever the range says
		return
	}
	start, end, isBits, ok := countRange(c)
	if !ok {
		return
	}
	var buf [command.MaxIntDigits]byte
	s := command.StringText(rec, &buf)
	count := 0
	if p, ok := spanOf(start, end, isBits, len(s)); ok {
		count = p.count(s)
	}
	c.Out.Int(int64(count))
}

// countRange parses the range, or replies: with an error, or because there is nothing to count.
func countRange(c *command.Call) (start, end int64, isBits, ok bool) {
	switch len(c.Args) {
	case 2:
		return 0, -1, false, true
	case 4, 5:
	default:
		c.Fail(command.ErrSyntax)
		return 0, 0, false, false
	}
	if start, ok = c.Int(2); !ok {
		return 0, 0, false, false
	}
	if end, ok = c.Int(3); !ok {
		return 0, 0, false, false
	}
	// Two ends before the beginning both mean the beginning, unless they are the wrong way round.
	if start < 0 && end < 0 && start > end {
		c.Out.Int(0)
		return 0, 0, false, false
	}
	if len(c.Args) == 5 {
		isBits, ok = unit(c, 4)
	}
	return start, end, isBits, ok
}
