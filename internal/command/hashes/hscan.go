package hashes

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

func hscanSpec() command.Spec {
	return command.Spec{
		Name: "HSCAN", Group: "hash", Since: "2.8.0",
		Complexity: "O(1) for every call, O(N) for a complete iteration over N fields.",
		Summary:    "Iterates over the fields of a hash, a few at a time.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key cursor [MATCH pattern] [COUNT count] [NOVALUES]",
		Tips:       []string{"nondeterministic_output"},
		Compat:     command.Matches("7.4"),
		Run:        hscan,
	}
}

func hscan(c *command.Call) {
	cursor, ok := c.Cursor(2)
	if !ok {
		return
	}
	h, ok := read(c)
	if !ok {
		return
	}
	var found command.Gathered
	if !h.Found { // not even the options are looked at
		c.ScanReply(0, &found)
		return
	}
	o, ok := c.CollectionScan(true)
	if !ok {
		return
	}
	next := h.Scan(cursor, o.Count, func(e page.Entry) {
		if !o.Accepts(e.Key) {
			return
		}
		found.Add(e.Key)
		if !o.NoValues {
			found.Add(e.Value)
		}
	})
	c.ScanReply(next, &found)
}
