package zsets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

const multiPopComplexity = "O(K) + O(M*log(N)) where K is the number of keys, N the number of members of the sorted set, " +
	"and M the number of those removed."

func zmpopSpec() command.Spec {
	return command.Spec{
		Name: "ZMPOP", Group: "sorted-set", Since: "7.0.0",
		Complexity: multiPopComplexity,
		Summary:    "Removes and returns members with the lowest or highest scores of the first of several sorted sets that is not empty.",
		Flags:      command.Write,
		Keys:       []command.KeyRule{command.Counted(1, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:     "numkeys key [key ...] <MIN | MAX> [COUNT count]",
		Compat:     command.Matches("7.2"),
		Run: func(c *command.Call) {
			if m, ok := parseMultiPop(c, 1); ok && !m.pop(c) {
				c.Out.NullArray()
			}
		},
	}
}

func bzmpopSpec() command.Spec {
	return command.Spec{
		Name: "BZMPOP", Group: "sorted-set", Since: "7.0.0",
		Complexity: multiPopComplexity,
		Summary:    "Does what ZMPOP does, and waits for a member if there is none.",
		Flags:      command.Write | command.Blocking,
		Keys:       []command.KeyRule{command.Counted(2, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:     "timeout:double numkeys key [key ...] <MIN | MAX> [COUNT count]",
		Compat:     command.Matches("7.2"),
		Run:        bzmpop,
	}
}

func bzmpop(c *command.Call) {
	m, ok := parseMultiPop(c, 2)
	if !ok {
		return
	}
	if deadline, ok := c.Deadline(1); ok {
		c.Block(keyspace.TypeZSet, m.Keys(c), deadline, m.pop, replyNullArray)
	}
}

// multiPop is what ZMPOP and BZMPOP are asked for.
type multiPop struct {
	command.MultiPop
	from end
}

// parseMultiPop parses the arguments from the number of keys on, or replies with an error.
func parseMultiPop(c *command.Call, i int) (m multiPop, ok bool) {
	m.MultiPop, ok = c.MultiPop(i, func(i int) bool {
		if c.Is(i, "MAX") {
			m.from = highest
			return true
		}
		return c.Is(i, "MIN")
	})
	return m, ok
}

// pop replies with members of the first sorted set that there is, and reports false if there is none.
func (m multiPop) pop(c *command.Call) (done bool) {
	for _, key := range m.Keys(c) {
		z, ok := modify(c, key)
		if !ok {
			return true
		}
		if !z.Found {
			continue
		}
		c.Out.Array(2)
		c.Out.Bulk(key)
		z.pop(c, m.from, m.Count, paired)
		return true
	}
	return false
}
