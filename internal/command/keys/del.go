package keys

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
)

func delSpec() command.Spec {
	return command.Spec{
		Name: "DEL", Group: "generic", Since: "1.0.0", Complexity: "O(N) where N is the number of keys.",
		Summary: "Deletes keys. The memory of big values is given back in the background.",
		Flags:   command.Write,
		Keys:    []command.KeyRule{command.Span(1, -1, 1, command.RM|command.DeletesData)},
		Syntax:  "key [key ...]",
		Tips:    []string{"request_policy:multi_shard", "response_policy:agg_sum"},
		Compat:  command.Matches("7.2"),
		Run:     del,
	}
}

func unlinkSpec() command.Spec {
	return command.Spec{
		Name: "UNLINK", Group: "generic", Since: "4.0.0", Complexity: "O(N) where N is the number of keys.",
		Summary: "Deletes keys, as DEL does.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.Span(1, -1, 1, command.RM|command.DeletesData)},
		Syntax:  "key [key ...]",
		Tips:    []string{"request_policy:multi_shard", "response_policy:agg_sum"},
		Compat:  command.Matches("7.2"),
		Run:     del,
	}
}

func del(c *command.Call) {
	n := int64(0)
	for _, key := range c.Args[1:] {
		if c.Tx.Delete(key) {
			c.Tx.LogDelete(key)
			c.Tx.Notify(event.Generic, "del", key)
			n++
		}
	}
	c.Out.Int(n)
}

func existsSpec() command.Spec {
	return command.Spec{
		Name: "EXISTS", Group: "generic", Since: "1.0.0", Complexity: "O(N) where N is the number of keys.",
		Summary: "Counts how many of the keys exist; a key named twice counts twice.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.Span(1, -1, 1, command.RO)},
		Syntax:  "key [key ...]",
		Tips:    []string{"request_policy:multi_shard", "response_policy:agg_sum"},
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			n := int64(0)
			for _, key := range c.Args[1:] {
				if _, found := c.Tx.Look(key); found {
					n++
				}
			}
			c.Out.Int(n)
		},
	}
}

func touchSpec() command.Spec {
	return command.Spec{
		Name: "TOUCH", Group: "generic", Since: "3.2.1", Complexity: "O(N) where N is the number of keys.",
		Summary: "Marks keys as accessed and counts how many of them exist.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.Span(1, -1, 1, command.RO)},
		Syntax:  "key [key ...]",
		Tips:    []string{"request_policy:multi_shard", "response_policy:agg_sum"},
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			n := int64(0)
			for _, key := range c.Args[1:] {
				if rec, found := c.Tx.Get(key); found {
					c.Tx.Touch(rec) // even for a client in NO-TOUCH mode
					n++
				}
			}
			c.Out.Int(n)
		},
	}
}

func typeSpec() command.Spec {
	return command.Spec{
		Name: "TYPE", Group: "generic", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Tells which type of value a key holds.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			rec, found := c.Tx.Look(c.Key())
			if !found {
				c.Out.Simple("none")
				return
			}
			c.Out.Simple(rec.Type().String())
		},
	}
}
