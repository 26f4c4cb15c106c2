package streams

import "github.com/holdfast-db/holdfast/internal/command"

func xlenSpec() command.Spec {
	return command.Spec{
		Name: "XLEN", Group: "stream", Since: "5.0.0", Complexity: "O(1)",
		Summary: "Returns the number of entries of a stream.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			if s, ok := read(c, c.Key()); ok {
				c.Out.Int(int64(s.Len()))
			}
		},
	}
}
