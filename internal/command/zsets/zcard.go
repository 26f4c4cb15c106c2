package zsets

import "github.com/holdfast-db/holdfast/internal/command"

func zcardSpec() command.Spec {
	return command.Spec{
		Name: "ZCARD", Group: "sorted-set", Since: "1.2.0", Complexity: "O(1)",
		Summary: "Returns the number of members of a sorted set.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			if z, ok := Read(c, c.Key()); ok {
				c.Out.Int(int64(z.Len()))
			}
		},
	}
}

func zcountSpec() command.Spec {
	return countSpec("ZCOUNT", "2.0.0", "key min:double max:double",
		"Returns the number of members of a sorted set between two scores.", byScore)
}

func zlexCountSpec() command.Spec {
	return countSpec("ZLEXCOUNT", "2.8.9", "key min max",
		"Returns the number of members between two of a sorted set whose scores are all the same.", byLex)
}

func countSpec(name, since, syntax, summary string, u unit) command.Spec {
	return command.Spec{
		Name: name, Group: "sorted-set", Since: since,
		Complexity: "O(log(N)) where N is the number of members of the sorted set.",
		Summary:    summary,
		Flags:      command.ReadOnly | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     syntax,
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { count(c, u) },
	}
}

func count(c *command.Call, u unit) {
	l, ok := parseLimits(c, u, 2, 3)
	if !ok {
		return
	}
	if z, ok := Read(c, c.Key()); ok {
		i, j := l.of(z.ZSet, false)
		c.Out.Int(int64(j - i))
	}
}
