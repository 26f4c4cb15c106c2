package server

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errFirstDB  = errors.New("ERR invalid first DB index")
	errSecondDB = errors.New("ERR invalid second DB index")
)

func dbSizeSpec() command.Spec {
	return command.Spec{
		Name: "DBSIZE", Group: "server", Since: "1.0.0", Complexity: "O(1)",
		Summary:    "Counts the keys of the selected database.",
		Flags:      command.ReadOnly | command.Fast,
		Categories: []string{"keyspace"},
		Tips:       []string{"request_policy:all_shards", "response_policy:agg_sum"},
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { c.Out.Int(int64(c.Tx.Engine().Len(c.Tx.DB()))) },
	}
}

func flushAllSpec() command.Spec {
	spec := flush("FLUSHALL", "Deletes all keys of all databases. The memory is given back in the background.")
	spec.Complexity = "O(N) where N is the total number of keys in all databases"
	spec.Run = func(c *command.Call) {
		if !takesFlushMode(c) {
			return
		}
		c.Tx.FlushAll()
		c.Tx.LogAs("FLUSHALL")
		c.Out.OK()
	}
	return spec
}

func flushDBSpec() command.Spec {
	spec := flush("FLUSHDB", "Deletes all keys of the selected database. The memory is given back in the background.")
	spec.Complexity = "O(N) where N is the number of keys in the selected database"
	spec.Run = func(c *command.Call) {
		if !takesFlushMode(c) {
			return
		}
		c.Tx.FlushDB(c.Tx.DB())
		c.Tx.LogAs("FLUSHDB")
		c.Out.OK()
	}
	return spec
}

func flush(name, summary string) command.Spec {
	return command.Spec{
		Name: name, Group: "server", Since: "1.0.0", Summary: summary,
		Flags:      command.Write | command.AllShards | command.Dangerous,
		Syntax:     "[ASYNC | SYNC]",
		Categories: []string{"keyspace"},
		Tips:       []string{"request_policy:all_shards", "response_policy:all_succeeded"},
		Compat:     command.Matches("7.2"),
	}
}

// takesFlushMode accepts ASYNC and SYNC, which are the same here: nobody waits for the memory to be given back.
func takesFlushMode(c *command.Call) bool {
	if len(c.Args) > 2 || len(c.Args) == 2 && !c.Is(1, "ASYNC") && !c.Is(1, "SYNC") {
		c.Fail(command.ErrSyntax)
		return false
	}
	return true
}

func swapDBSpec() command.Spec {
	return command.Spec{
		Name: "SWAPDB", Group: "server", Since: "4.0.0",
		Complexity: "O(N) where N is the count of clients watching or blocking on keys from both databases.",
		Summary:    "Exchanges two databases.",
		Flags:      command.Write | command.Fast | command.AllShards | command.Dangerous,
		Syntax:     "index1:integer index2:integer",
		Categories: []string{"keyspace"},
		Compat:     command.Matches("7.2"),
		Run:        swapDB,
	}
}

func swapDB(c *command.Call) {
	first, ok := command.ParseInt(c.Args[1])
	if !ok || first != int64(int32(first)) {
		c.Fail(errFirstDB)
		return
	}
	second, ok := command.ParseInt(c.Args[2])
	if !ok || second != int64(int32(second)) {
		c.Fail(errSecondDB)
		return
	}
	limit := int64(c.Tx.Engine().Databases())
	if first < 0 || first >= limit || second < 0 || second >= limit {
		c.Fail(command.ErrDBOutOfRange)
		return
	}
	if first != second {
		c.Tx.SwapDB(int(first), int(second))
		c.LogCall()
	}
	c.Out.OK()
}
