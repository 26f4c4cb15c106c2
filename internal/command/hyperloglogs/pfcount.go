package hyperloglogs

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/hll"
)

func pfCountSpec() command.Spec {
	return command.Spec{
		Name: "PFCOUNT", Group: "hyperloglog", Since: "2.8.9",
		Complexity: "O(1) for one key, O(N) for N keys.",
		Summary:    "Estimates how many elements a HyperLogLog has, or the union of several.",
		// The count is kept in the value, and logged so that the value is the same everywhere.
		Flags:  command.ReadOnly | command.MayReplicate,
		Keys:   []command.KeyRule{command.Span(1, -1, 1, command.RW|command.ReadsData)},
		Syntax: "key [key ...]",
		Compat: command.Matches("7.2"),
		Run:    pfCount,
	}
}

func pfCount(c *command.Call) {
	if len(c.Args) > 2 {
		countUnion(c)
		return
	}
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	if !found {
		c.Out.Int(0)
		return
	}
	s, ok := open(c, rec)
	if !ok {
		return
	}
	n, ok := s.CachedCount()
	if !ok {
		var err error
		if n, err = s.Count(); err != nil {
			c.Fail(errCorrupt)
			return
		}
		c.LogCall()
		hll.Sketch(c.Grow(rec, true, len(s)).Value()).CacheCount(n)
	}
	c.Out.Int(int64(n))
}

func countUnion(c *command.Call) {
	var all hll.Registers
	for _, key := range c.Args[1:] {
		if _, ok := merge(c, &all, key); !ok {
			return
		}
	}
	c.Out.Int(int64(all.Count()))
}

// merge merges the sketch under a key, if there is one, or replies with an error.
func merge(c *command.Call, all *hll.Registers, key []byte) (isDense, ok bool) {
	rec, found, ok := c.Read(key, keyspace.TypeString)
	if !ok || !found {
		return false, ok
	}
	s, ok := open(c, rec)
	if !ok {
		return false, false
	}
	if all.Merge(s) != nil {
		c.Fail(errCorrupt)
		return false, false
	}
	return s.IsDense(), true
}
