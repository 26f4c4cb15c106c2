package bitmaps

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

var errBit = errors.New("ERR bit is not an integer or out of range")

// bitMask is the place of a bit in its byte.
func bitMask(offset int) byte { return 0x80 >> (offset % 8) }

// hasBit reads a bit; behind the end they are all clear.
func hasBit(s []byte, offset int) bool {
	return offset/8 < len(s) && s[offset/8]&bitMask(offset) != 0
}

func setBitSpec(limit Limit) command.Spec {
	return command.Spec{
		Name: "SETBIT", Group: "bitmap", Since: "2.2.0", Complexity: "O(1)",
		Summary: "Sets or clears a bit of a string, which grows with zero bytes where necessary.",
		Flags:   command.Write | command.DenyOOM,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax:  "key offset value:integer",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { setBit(c, limit()) },
	}
}

func setBit(c *command.Call, limit int64) {
	offset, ok := bitOffset(c, 2, limit)
	if !ok {
		return
	}
	bit, ok := command.ParseInt(c.Args[3])
	if !ok || bit != 0 && bit != 1 {
		c.Fail(errBit)
		return
	}
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	t := openTarget(c, rec, found, offset/8+1)
	was := hasBit(t.bytes, offset)
	if was != (bit == 1) {
		t.change()[offset/8] ^= bitMask(offset)
	}
	t.wrote()
	t.finish()
	replyBit(c, was)
}

func getBitSpec(limit Limit) command.Spec {
	return command.Spec{
		Name: "GETBIT", Group: "bitmap", Since: "2.2.0", Complexity: "O(1)",
		Summary: "Returns a bit of a string.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key offset",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { getBit(c, limit()) },
	}
}

func getBit(c *command.Call, limit int64) {
	offset, ok := bitOffset(c, 2, limit)
	if !ok {
		return
	}
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	var buf [command.MaxIntDigits]byte
	replyBit(c, found && hasBit(command.StringText(rec, &buf), offset))
}

func replyBit(c *command.Call, isSet bool) {
	if isSet {
		c.Out.Int(1)
	} else {
		c.Out.Int(0)
	}
}
