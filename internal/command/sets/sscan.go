package sets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

func sscanSpec() command.Spec {
	return command.Spec{
		Name: "SSCAN", Group: "set", Since: "2.8.0",
		Complexity: "O(1) for every call, O(N) for a complete iteration over N members.",
		Summary:    "Iterates over the members of a set, a few at a time.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key cursor [MATCH pattern] [COUNT count]",
		Tips:       []string{"nondeterministic_output"},
		Compat:     command.Matches("7.2"),
		Run:        sscan,
	}
}

func sscan(c *command.Call) {
	cursor, ok := c.Cursor(2)
	if !ok {
		return
	}
	s, ok := read(c)
	if !ok {
		return
	}
	var members command.Gathered
	if !s.Found { // not even the options are looked at
		c.ScanReply(0, &members)
		return
	}
	o, ok := c.CollectionScan(false)
	if !ok {
		return
	}
	next := s.Scan(cursor, o.Count, func(m page.Item) {
		if o.Accepts(m) {
			members.Add(m)
		}
	})
	c.ScanReply(next, &members)
}
