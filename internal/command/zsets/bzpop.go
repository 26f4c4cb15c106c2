package zsets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

func bzpopMinSpec() command.Spec {
	return blockingPopSpec("BZPOPMIN", "Removes and returns the member with the lowest score of the first of several "+
		"sorted sets that has one, and waits for one if there is none.", lowest)
}

func bzpopMaxSpec() command.Spec {
	return blockingPopSpec("BZPOPMAX", "Removes and returns the member with the highest score of the first of several "+
		"sorted sets that has one, and waits for one if there is none.", highest)
}

func blockingPopSpec(name, summary string, from end) command.Spec {
	return command.Spec{
		Name: name, Group: "sorted-set", Since: "5.0.0",
		Complexity: "O(log(N)) where N is the number of members of the sorted set.",
		Summary:    summary,
		Flags:      command.Write | command.Blocking | command.Fast,
		Keys:       []command.KeyRule{command.Span(1, -2, 1, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:     "key [key ...] timeout:double",
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { blockingPop(c, from) },
	}
}

func blockingPop(c *command.Call, from end) {
	last := len(c.Args) - 1
	deadline, ok := c.Deadline(last)
	if !ok {
		return
	}
	try := func(c *command.Call) bool { return popFirst(c, c.Args[1:last], from) }
	c.Block(keyspace.TypeZSet, c.Args[1:last], deadline, try, replyNullArray)
}

func replyNullArray(c *command.Call) { c.Out.NullArray() }

// popFirst replies with a key, and a member with its score of the first sorted set that there is; it reports false if
// there is none.
func popFirst(c *command.Call, keys [][]byte, from end) (done bool) {
	for _, key := range keys {
		z, ok := modify(c, key)
		if !ok {
			return true
		}
		if !z.Found {
			continue
		}
		c.Out.Array(3)
		c.Out.Bulk(key)
		z.pop(c, from, 1, inline)
		return true
	}
	return false
}
