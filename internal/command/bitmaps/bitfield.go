package bitmaps

import (
	"bytes"
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

var (
	errOverflowType = errors.New("ERR Invalid OVERFLOW type specified")
	errOnlyGet      = errors.New("ERR BITFIELD_RO only supports the GET subcommand")
)

func bitFieldSpec(limit Limit) command.Spec {
	return command.Spec{
		Name: "BITFIELD", Group: "bitmap", Since: "3.2.0", Complexity: "O(1) for each operation.",
		Summary: "Reads and writes integers of any width, anywhere in a string.",
		Flags:   command.Write | command.DenyOOM,
		Keys: []command.KeyRule{command.At(1,
			command.RW|command.ReadsData|command.UpdatesData|command.VariableFlags)},
		AccessOf: bitFieldAccess,
		Syntax: "key [<GET encoding offset | [OVERFLOW <WRAP | SAT | FAIL>]" +
			" <SET encoding offset value:integer | INCRBY encoding offset increment>> [operation ...]]",
		Compat: command.Matches("7.2"),
		Run:    func(c *command.Call) { bitField(c, limit(), false) },
	}
}

func bitFieldROSpec(limit Limit) command.Spec {
	return command.Spec{
		Name: "BITFIELD_RO", Group: "bitmap", Since: "6.0.0", Complexity: "O(1) for each operation.",
		Summary: "Reads integers of any width, anywhere in a string.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key [GET encoding offset [GET encoding offset ...]]",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { bitField(c, limit(), true) },
	}
}

// bitFieldAccess tells a BITFIELD of nothing but GET from one that changes the key, or is ill-formed.
func bitFieldAccess(args [][]byte) command.Access {
	for rest := args[min(2, len(args)):]; len(rest) > 0; {
		words := 3
		switch {
		case bytes.EqualFold(rest[0], []byte("OVERFLOW")):
			words = 2
		case !bytes.EqualFold(rest[0], []byte("GET")):
			words = len(rest) + 1
		}
		if words > len(rest) {
			return command.RW | command.ReadsData | command.UpdatesData
		}
		rest = rest[words:]
	}
	return command.RO | command.ReadsData
}

// fieldOp is one operation of BITFIELD.
type fieldOp struct {
	field    field
	kind     fieldOpKind
	overflow overflow
	value    int64 // to set or to add
}

type fieldOpKind uint8

const (
	fieldGet fieldOpKind = iota
	fieldSet
	fieldAdd
)

// fewFieldOps is how many operations are parsed without an allocation.
const fewFieldOps = 8

func bitField(c *command.Call, limit int64, isReadOnly bool) {
	var few [fewFieldOps]fieldOp
	ops, ok := parseFieldOps(c, few[:0], limit)
	if !ok {
		return
	}
	need := 0
	for _, op := range ops {
		if op.kind != fieldGet {
			need = max(need, op.field.end())
		}
	}
	switch {
	case need == 0:
		readFields(c, ops)
	case isReadOnly:
		c.Fail(errOnlyGet)
	default:
		writeFields(c, ops, need)
	}
}

func parseFieldOps(c *command.Call, ops []fieldOp, limit int64) ([]fieldOp, bool) {
	var op fieldOp // whose overflow holds for the operations behind
	for i := 2; i < len(c.Args); {
		words := 3
		switch left := len(c.Args) - i; {
		case c.Is(i, "OVERFLOW") && left >= 2:
			var ok bool
			if op.overflow, ok = parseOverflow(c, i+1); !ok {
				return nil, false
			}
			i += 2
			continue
		case c.Is(i, "GET") && left >= 3:
			op.kind = fieldGet
		case c.Is(i, "SET") && left >= 4:
			op.kind, words = fieldSet, 4
		case c.Is(i, "INCRBY") && left >= 4:
			op.kind, words = fieldAdd, 4
		default:
			c.Fail(command.ErrSyntax)
			return nil, false
		}
		var ok bool
		if op.field, ok = parseField(c, i+1, limit); !ok {
			return nil, false
		}
		if op.kind != fieldGet {
			if op.value, ok = c.Int(i + 3); !ok {
				return nil, false
			}
		}
		ops = append(ops, op)
		i += words
	}
	return ops, true
}

func parseOverflow(c *command.Call, i int) (overflow, bool) {
	switch {
	case c.Is(i, "WRAP"):
		return overflowWrap, true
	case c.Is(i, "SAT"):
		return overflowSat, true
	case c.Is(i, "FAIL"):
		return overflowFail, true
	}
	c.Fail(errOverflowType)
	return 0, false
}

// readFields runs operations that are all GET.
func readFields(c *command.Call, ops []fieldOp) {
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	var buf [command.MaxIntDigits]byte
	var s []byte
	if found {
		s = command.StringText(rec, &buf)
	}
	c.Out.Array(len(ops))
	for _, op := range ops {
		c.Out.Int(op.field.load(s))
	}
}

// writeFields runs operations on a string that must have at least need bytes, even if none of them succeeds.
func writeFields(c *command.Call, ops []fieldOp, need int) {
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	t := openTarget(c, rec, found, need)
	c.Out.Array(len(ops))
	for _, op := range ops {
		op.run(&t)
	}
	t.finish()
}

// run runs one operation and replies.
func (op fieldOp) run(t *target) {
	old := op.field.load(t.bytes)
	value, reply, ok := old, old, true
	switch op.kind {
	case fieldSet:
		value, ok = op.field.add(op.value, 0, op.overflow)
	case fieldAdd:
		value, ok = op.field.add(old, op.value, op.overflow)
		reply = value
	}
	if !ok {
		t.c.Out.Null()
		return
	}
	if value != old {
		op.field.store(t.change(), value)
	}
	if op.kind != fieldGet {
		t.wrote()
	}
	t.c.Out.Int(reply)
}
