package hashes

import "github.com/holdfast-db/holdfast/internal/command"

func hgetSpec() command.Spec {
	return command.Spec{
		Name: "HGET", Group: "hash", Since: "2.0.0", Complexity: "O(1)",
		Summary: "Returns the value of a field of a hash.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key field",
		Compat:  command.Matches("7.2"),
		Run:     hget,
	}
}

func hget(c *command.Call) {
	if h, ok := read(c); ok {
		replyValue(c, h, c.Args[2])
	}
}

// replyValue replies with the value of a field, or null.
func replyValue(c *command.Call, h opened, field []byte) {
	if e, ok := h.Get(field); ok {
		c.Item(e.Value)
		return
	}
	c.Out.Null()
}

func hmgetSpec() command.Spec {
	return command.Spec{
		Name: "HMGET", Group: "hash", Since: "2.0.0", Complexity: "O(N) where N is the number of fields asked for.",
		Summary: "Returns the values of several fields of a hash, null for those that are missing.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key field [field ...]",
		Compat:  command.Matches("7.2"),
		Run:     hmget,
	}
}

func hmget(c *command.Call) {
	h, ok := read(c)
	if !ok {
		return
	}
	c.Out.Array(len(c.Args) - 2)
	for _, field := range c.Args[2:] {
		replyValue(c, h, field)
	}
}

func hexistsSpec() command.Spec {
	return command.Spec{
		Name: "HEXISTS", Group: "hash", Since: "2.0.0", Complexity: "O(1)",
		Summary: "Tells whether a field of a hash exists.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO)},
		Syntax:  "key field",
		Compat:  command.Matches("7.2"),
		Run:     hexists,
	}
}

func hexists(c *command.Call) {
	h, ok := read(c)
	switch {
	case !ok:
	case h.Has(c.Args[2]):
		c.Out.Int(1)
	default:
		c.Out.Int(0)
	}
}

func hlenSpec() command.Spec {
	return command.Spec{
		Name: "HLEN", Group: "hash", Since: "2.0.0", Complexity: "O(1)",
		Summary: "Returns the number of fields of a hash.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run:     hlen,
	}
}

func hlen(c *command.Call) {
	if h, ok := read(c); ok {
		c.Out.Int(int64(h.Len()))
	}
}

func hstrlenSpec() command.Spec {
	return command.Spec{
		Name: "HSTRLEN", Group: "hash", Since: "3.2.0", Complexity: "O(1)",
		Summary: "Returns the length of the value of a field of a hash, in bytes.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO)},
		Syntax:  "key field",
		Compat:  command.Matches("7.2"),
		Run:     hstrlen,
	}
}

func hstrlen(c *command.Call) {
	if h, ok := read(c); ok {
		e, _ := h.Get(c.Args[2])
		c.Out.Int(int64(e.Value.TextLen()))
	}
}
