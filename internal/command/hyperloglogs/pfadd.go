package hyperloglogs

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/hll"
)

func pfAddSpec(limit SparseLimit) command.Spec {
	return command.Spec{
		Name: "PFADD", Group: "hyperloglog", Since: "2.8.9", Complexity: "O(1) for each element.",
		Summary: "Adds elements to a HyperLogLog, which is created if it is missing.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.InsertsData)},
		Syntax:  "key [element [element ...]]",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { pfAdd(c, limit.in(c)) },
	}
}

func pfAdd(c *command.Call, limit int) {
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	var s hll.Sketch
	elements := c.Args[2:]
	if found {
		if s, ok = open(c, rec); !ok {
			return
		}
		var err error
		if elements, err = skipHeld(s, elements); err != nil {
			c.Fail(errCorrupt)
			return
		}
		if len(elements) == 0 {
			c.Out.Int(0)
			return
		}
	}
	if found && s.IsDense() {
		addInPlace(c, rec, elements)
	} else if !addToCopy(c, rec, s, elements, limit) {
		return
	}
	c.Notify(event.String, "pfadd")
	c.Out.Int(1)
}

// skipHeld drops elements from the front that would change nothing.
func skipHeld(s hll.Sketch, elements [][]byte) ([][]byte, error) {
	for i, e := range elements {
		held, err := s.Holds(hll.Locate(e))
		if err != nil || !held {
			return elements[i:], err
		}
	}
	return nil, nil
}

// addInPlace adds to a dense sketch, which stays as large as it is and cannot be corrupt.
func addInPlace(c *command.Call, rec keyspace.Record, elements [][]byte) {
	c.LogCall()
	s := hll.Sketch(c.Grow(rec, true, len(rec.Value())).Value())
	for _, e := range elements {
		s, _ = s.Add(hll.Locate(e), 0)
	}
}

// addToCopy adds to a copy of a sparse sketch, which may turn out to be corrupt when some elements are in it already.
// A missing sketch is nil. If it fails it replies with the error.
func addToCopy(c *command.Call, rec keyspace.Record, s hll.Sketch, elements [][]byte, limit int) bool {
	var buf [sketchBytes]byte
	var expireAt int64
	changed := hll.Sketch(append(buf[:0], s...))
	if s == nil {
		changed = hll.AppendEmpty(buf[:0])
	} else {
		expireAt = rec.ExpireAt()
	}
	for _, e := range elements {
		var err error
		if changed, err = changed.Add(hll.Locate(e), limit); err != nil {
			c.Fail(errCorrupt)
			return false
		}
	}
	c.LogCall()
	if changed.IsDense() {
		logDense(c, c.Key())
	}
	c.Tx.Set(c.Key(), keyspace.TypeString, keyspace.EncRaw, changed, expireAt)
	return true
}
