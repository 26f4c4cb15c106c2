package bitmaps

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

var errBitArgument = errors.New("ERR The bit argument must be 1 or 0.")

func bitPosSpec() command.Spec {
	return command.Spec{
		Name: "BITPOS", Group: "bitmap", Since: "2.8.7", Complexity: "O(N) where N is the length of the range.",
		Summary: "Finds the first bit that is set, or clear, in a string or in a part of it.",
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key bit:integer [start [end [BYTE | BIT]]]",
		Compat:  command.Matches("7.2"),
		Run:     bitPos,
	}
}

func bitPos(c *command.Call) {
	bit, ok := c.Int(2)
	if !ok {
		return
	}
	if bit != 0 && bit != 1 {
		c.Fail(errBitArgument)
		return
	}
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	if !found {
		c.Out.Int(-bit) // whatever the range says
		return
	}
	start, end, isBits, ok := posRange(c)
	if !ok {
		return
	}
	var buf [command.MaxIntDigits]byte
	s := command.StringText(rec, &buf)
	at := -1
	if p, ok := spanOf(start, end, isBits, len(s)); ok {
		at = p.find(s, bit == 1)
		if hasEnd := len(c.Args) > 4; at < 0 && bit == 0 && !hasEnd {
			at = len(s) * 8 // a string without an end goes on with zeros
		}
	}
	c.Out.Int(int64(at))
}

// posRange parses the range, or replies with an error.
func posRange(c *command.Call) (start, end int64, isBits, ok bool) {
	end = -1
	if len(c.Args) > 6 {
		c.Fail(command.ErrSyntax)
		return 0, 0, false, false
	}
	ok = true
	if len(c.Args) > 3 {
		start, ok = c.Int(3)
	}
	if ok && len(c.Args) > 5 {
		isBits, ok = unit(c, 5)
	}
	if ok && len(c.Args) > 4 {
		end, ok = c.Int(4)
	}
	return start, end, isBits, ok
}
