package bitmaps

import (
	"bytes"
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

var errNotKeys = errors.New("ERR BITOP NOT must be called with a single source key.")

func bitOpSpec() command.Spec {
	return command.Spec{
		Name: "BITOP", Group: "bitmap", Since: "2.6.0", Complexity: "O(N) where N is the length of all strings together.",
		Summary: "Combines strings bit by bit and stores the result.",
		Flags:   command.Write | command.DenyOOM,
		Keys: []command.KeyRule{
			command.At(2, command.OW|command.UpdatesData), command.Span(3, -1, 1, command.RO|command.ReadsData),
		},
		Syntax: "<AND | OR | XOR | NOT> destkey:key key [key ...]",
		Compat: command.Matches("7.2"),
		Run:    bitOp,
	}
}

const (
	// fewSources is how many strings are combined without an allocation for the list of them.
	fewSources = 8
	// fewBytes is how long the result may be without an allocation.
	fewBytes = 1024
)

func bitOp(c *command.Call) {
	op, ok := parseOperator(c)
	if !ok {
		return
	}
	var list [fewSources][]byte
	sources := list[:0]
	longest, isOntoItself := 0, false
	for _, key := range c.Args[3:] {
		rec, found, ok := c.Read(key, keyspace.TypeString)
		if !ok {
			return
		}
		s := sourceOf(rec, found)
		sources = append(sources, s)
		longest = max(longest, len(s))
		isOntoItself = isOntoItself || bytes.Equal(key, c.Args[2])
	}
	if longest <= fewBytes || isOntoItself {
		combineBeside(c, op, sources, longest)
	} else {
		combineInPlace(c, op, sources, longest)
	}
	c.Out.Int(int64(longest))
}

// sourceOf is a string to combine; a missing one is empty.
func sourceOf(rec keyspace.Record, found bool) []byte {
	switch {
	case !found:
		return nil
	case rec.Encoding() == keyspace.EncInt:
		return command.AppendStringText(nil, rec)
	default:
		return rec.Value()
	}
}

// combineBeside makes the result in a place of its own and then stores it.
func combineBeside(c *command.Call, op operator, sources [][]byte, n int) {
	var few [fewBytes]byte
	result := few[:min(n, fewBytes)]
	if n > fewBytes {
		result = make([]byte, n)
	}
	op.combine(result, sources)
	storeResult(c, c.Args[2], result)
}

// combineInPlace makes a long result where it is to stay, which is none of the sources.
func combineInPlace(c *command.Call, op operator, sources [][]byte, n int) {
	c.LogCall()
	key := c.Args[2]
	rec, found := c.Tx.Find(key)
	if !found || rec.Type() != keyspace.TypeString || rec.Encoding() != keyspace.EncRaw || rec.ExpireAt() != 0 {
		rec = c.Tx.Set(key, keyspace.TypeString, keyspace.EncRaw, nil, 0)
	}
	rec = c.Tx.Resize(key, rec, n) // in the block that is there, if that will do
	// The room for it may have moved the sources.
	for i := range sources {
		sources[i] = sourceOf(c.Tx.Peek(c.Args[3+i]))
	}
	op.combine(rec.Value(), sources)
	c.Tx.Notify(event.String, "set", key)
}

// parseOperator parses the first argument, or replies with an error.
func parseOperator(c *command.Call) (operator, bool) {
	switch {
	case c.Is(1, "AND"):
		return opAnd, true
	case c.Is(1, "OR"):
		return opOr, true
	case c.Is(1, "XOR"):
		return opXor, true
	case !c.Is(1, "NOT"):
		c.Fail(command.ErrSyntax)
		return 0, false
	case len(c.Args) != 4:
		c.Fail(errNotKeys)
		return 0, false
	}
	return opNot, true
}

// storeResult stores a string, where an empty one means none.
func storeResult(c *command.Call, key, result []byte) {
	if len(result) > 0 {
		c.LogCall()
		c.Tx.Set(key, keyspace.TypeString, keyspace.EncRaw, result, 0)
		c.Tx.Notify(event.String, "set", key)
		return
	}
	if c.Tx.Delete(key) {
		c.Tx.LogDelete(key)
		c.Tx.Notify(event.Generic, "del", key)
	}
}
