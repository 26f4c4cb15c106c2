package hashes

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

func hgetAllSpec() command.Spec {
	return wholeSpec("HGETALL", "Returns all fields of a hash with their values.", hgetAll)
}

func hkeysSpec() command.Spec { return wholeSpec("HKEYS", "Returns all fields of a hash.", hkeys) }

func hvalsSpec() command.Spec { return wholeSpec("HVALS", "Returns all values of a hash.", hvals) }

func wholeSpec(name, summary string, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Group: "hash", Since: "2.0.0", Complexity: "O(N) where N is the size of the hash.",
		Summary: summary,
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key",
		Tips:    []string{"nondeterministic_output_order"},
		Compat:  command.Matches("7.2"),
		Run:     run,
	}
}

func hgetAll(c *command.Call) {
	if h, ok := read(c); ok {
		c.Out.Map(h.Len())
		h.Each(func(e page.Entry) {
			c.Item(e.Key)
			c.Item(e.Value)
		})
	}
}

func hkeys(c *command.Call) {
	if h, ok := read(c); ok {
		c.Out.Array(h.Len())
		h.Each(func(e page.Entry) { c.Item(e.Key) })
	}
}

func hvals(c *command.Call) {
	if h, ok := read(c); ok {
		c.Out.Array(h.Len())
		h.Each(func(e page.Entry) { c.Item(e.Value) })
	}
}
