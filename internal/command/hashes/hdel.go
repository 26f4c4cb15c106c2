package hashes

import "github.com/holdfast-db/holdfast/internal/command"

func hdelSpec() command.Spec {
	return command.Spec{
		Name: "HDEL", Group: "hash", Since: "2.0.0", Complexity: "O(N) where N is the number of fields.",
		Summary: "Deletes fields of a hash, and the hash with the last one.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:  "key field [field ...]",
		Compat:  command.Matches("7.2"),
		Run:     hdel,
	}
}

func hdel(c *command.Call) {
	h, ok := modify(c)
	if !ok {
		return
	}
	var deleted int64
	for _, field := range c.Args[2:] {
		if h.Delete(field) {
			deleted++
		}
	}
	if deleted > 0 {
		c.LogCall()
		h.store(c, "hdel")
	}
	c.Out.Int(deleted)
}
