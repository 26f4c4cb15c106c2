package lists

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

var (
	errNumKeys = errors.New("ERR numkeys should be greater than 0")
	errCount   = errors.New("ERR count should be greater than 0")
)

func lmpopSpec() command.Spec {
	return command.Spec{
		Name: "LMPOP", Group: "list", Since: "7.0.0",
		Complexity: "O(N+M) where N is the number of keys and M the number of elements returned.",
		Summary:    "Removes and returns elements from the first of several lists that is not empty.",
		Flags:      command.Write,
		Keys:       []command.KeyRule{command.Counted(1, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:     "numkeys key [key ...] <LEFT | RIGHT> [COUNT count]",
		Compat:     command.Matches("7.2"),
		Run: func(c *command.Call) {
			if m, ok := parseMultiPop(c, 1); ok && !m.pop(c) {
				c.Out.NullArray()
			}
		},
	}
}

// multiPop is what LMPOP and BLMPOP are asked for: where the keys are among the arguments, and what to pop.
type multiPop struct {
	first, last int
	from        list.End
	count       int64
	counted     bool // COUNT was given
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
	if m.from, ok = parseEnd(c, m.last+1); !ok {
		c.Fail(command.ErrSyntax)
		return m, false
	}
	return m, m.parseCount(c, m.last+2)
}

// parseCount parses what follows the end.
func (m *multiPop) parseCount(c *command.Call, i int) bool {
	for ; i < len(c.Args); i += 2 {
		if !c.Is(i, "COUNT") || m.counted || i+1 == len(c.Args) {
			c.Fail(command.ErrSyntax)
			return false
		}
		count, ok := command.ParseInt(c.Args[i+1])
		if !ok || count <= 0 {
			c.Fail(errCount)
			return false
		}
		m.count, m.counted = count, true
	}
	return true
}

// pop replies with elements of the first list that there is, and reports false if there is none.
func (m multiPop) pop(c *command.Call) (done bool) {
	for _, key := range c.Args[m.first : m.last+1] {
		l, ok := modify(c, key)
		if !ok {
			return true
		}
		if !l.found {
			continue
		}
		c.Out.Array(2)
		c.Out.Bulk(key)
		l.popMany(c, m.from, m.count)
		return true
	}
	return false
}
