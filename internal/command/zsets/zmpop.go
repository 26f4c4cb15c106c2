package zsets

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

var (
	errNumKeys = errors.New("ERR numkeys should be greater than 0")
	errCount   = errors.New("ERR count should be greater than 0")
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
		c.Block(keyspace.TypeZSet, c.Args[m.first:m.last+1], deadline, m.pop, replyNullArray)
	}
}

// multiPop is what ZMPOP and its like are asked for: where the keys are among the arguments, and what to pop.
type multiPop struct {
	first, last int
	from        end
	count       int64
	isCounted   bool // COUNT was given
}

// parseMultiPop parses the arguments from the number of keys on, or replies with an error.
func parseMultiPop(c *command.Call, i int) (m multiPop, ok bool) {
	numKeys, ok := command.ParseInt(c.Args[i])
	if !ok || numKeys <= 0 {
		c.Fail(errNumKeys)
		return m, false
	}
	if numKeys > math.MaxInt32 || i+int(numKeys)+1 >= len(c.Args) {
		c.Fail(command.ErrSyntax)
		return m, false
	}
	m.first, m.last, m.count = i+1, i+int(numKeys), 1
	switch {
	case c.Is(m.last+1, "MIN"):
	case c.Is(m.last+1, "MAX"):
		m.from = highest
	default:
		c.Fail(command.ErrSyntax)
		return m, false
	}
	return m, m.parseCount(c, m.last+2)
}

// parseCount parses what follows the end.
func (m *multiPop) parseCount(c *command.Call, i int) bool {
	for ; i < len(c.Args); i += 2 {
		if !c.Is(i, "COUNT") || m.isCounted || i+1 == len(c.Args) {
			c.Fail(command.ErrSyntax)
			return false
		}
		count, ok := command.ParseInt(c.Args[i+1])
		if !ok || count <= 0 {
			c.Fail(errCount)
			return false
		}
		m.count, m.isCounted = count, true
	}
	return true
}

// pop replies with members of the first sorted set that there is, and reports false if there is none.
func (m multiPop) pop(c *command.Call) (done bool) {
	for _, key := range c.Args[m.first : m.last+1] {
		z, ok := modify(c, key)
		if !ok {
			return true
		}
		if !z.Found {
			continue
		}
		c.Out.Array(2)
		c.Out.Bulk(key)
		z.pop(c, m.from, m.count, paired)
		return true
	}
	return false
}
