package server

import "github.com/holdfast-db/holdfast/internal/command"

func timeSpec() command.Spec {
	return command.Spec{
		Name: "TIME", Group: "server", Since: "2.6.0", Complexity: "O(1)",
		Summary: "Tells the time: Unix seconds and the microseconds in the current second.",
		Flags:   command.Loading | command.Stale | command.Fast,
		Tips:    []string{"nondeterministic_output"},
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			micros := c.Tx.Engine().Clock().NowMicros()
			if c.NoWait {
				micros = c.Tx.Now() * 1000 // time stands still within a unit
			}
			c.Out.Array(2)
			c.Out.BulkInt(micros / 1e6)
			c.Out.BulkInt(micros % 1e6)
		},
	}
}

func roleSpec() command.Spec {
	return command.Spec{
		Name: "ROLE", Group: "server", Since: "2.8.12", Complexity: "O(1)",
		Summary:    "Tells the server's role in replication.",
		Flags:      command.NoScript | command.Loading | command.Stale | command.Fast,
		Categories: []string{"admin", "dangerous"},
		Compat:     command.Partial("always a primary without replicas"),
		Run: func(c *command.Call) {
			c.Out.Array(3)
			c.Out.BulkString("master")
			c.Out.Int(0)
			c.Out.Array(0)
		},
	}
}
