package lists

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/list"
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

// multiPop is what LMPOP and BLMPOP are asked for.
type multiPop struct {
	command.MultiPop
	from list.End
}

// parseMultiPop parses the arguments from the number of keys on, or replies with an error.
func parseMultiPop(c *command.Call, i int) (m multiPop, ok bool) {
	m.MultiPop, ok = c.MultiPop(i, func(i int) (ok bool) {
		m.from, ok = parseEnd(c, i)
		return ok
	})
	return m, ok
}

// pop replies with elements of the first list that there is, and reports false if there is none.
func (m multiPop) pop(c *command.Call) (done bool) {
	for _, key := range m.Keys(c) {
		l, ok := modify(c, key)
		if !ok {
			return true
		}
		if !l.Found {
			continue
		}
		c.Out.Array(2)
		c.Out.Bulk(key)
		l.popMany(c, m.from, m.Count)
		return true
	}
	return false
}
