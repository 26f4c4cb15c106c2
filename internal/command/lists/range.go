package lists

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

func llenSpec() command.Spec {
	return command.Spec{
		Name: "LLEN", Group: "list", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Returns the length of a list.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run:     llen,
	}
}

func llen(c *command.Call) {
	if l, ok := read(c, c.Key()); ok {
		c.Out.Int(int64(l.Len()))
	}
}

func lindexSpec() command.Spec {
	return command.Spec{
		Name: "LINDEX", Group: "list", Since: "1.0.0", Complexity: "O(log(N)) where N is the length of the list.",
		Summary: "Returns the element at an index; -1 is the last one.",
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key index",
		Compat:  command.Matches("7.2"),
		Run:     lindex,
	}
}

func lindex(c *command.Call) {
	l, ok := read(c, c.Key())
	if !ok {
		return
	}
	if !l.Found {
		c.Out.Null()
		return
	}
	index, ok := c.Int(2)
	if !ok {
		return
	}
	i, ok := l.indexOf(index)
	if !ok {
		c.Out.Null()
		return
	}
	c.Item(l.Get(i))
}

func lrangeSpec() command.Spec {
	return command.Spec{
		Name: "LRANGE", Group: "list", Since: "1.0.0",
		Complexity: "O(log(N)+M) where N is the length of the list and M the number of elements returned.",
		Summary:    "Returns the elements between two indices, both inclusive; -1 is the last one.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key start stop",
		Compat:     command.Matches("7.2"),
		Run:        lrange,
	}
}

func lrange(c *command.Call) {
	start, stop, ok := bounds(c)
	if !ok {
		return
	}
	if l, ok := read(c, c.Key()); ok {
		i, n := l.span(start, stop)
		c.Out.Array(n)
		l.reply(c, i, n, list.Right)
	}
}

// bounds parses the two indices behind the key, or replies with an error.
func bounds(c *command.Call) (start, stop int64, ok bool) {
	if start, ok = c.Int(2); !ok {
		return 0, 0, false
	}
	stop, ok = c.Int(3)
	return start, stop, ok
}

func ltrimSpec() command.Spec {
	return command.Spec{
		Name: "LTRIM", Group: "list", Since: "1.0.0", Complexity: "O(N) where N is the number of elements removed.",
		Summary: "Removes all elements that are not between two indices, both inclusive.",
		Flags:   command.Write,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:  "key start stop",
		Compat:  command.Matches("7.2"),
		Run:     ltrim,
	}
}

func ltrim(c *command.Call) {
	start, stop, ok := bounds(c)
	if !ok {
		return
	}
	l, ok := modify(c, c.Key())
	if !ok {
		return
	}
	c.Out.OK()
	if !l.Found {
		return
	}
	switch i, n := l.span(start, stop); n {
	case l.Len():
		l.store(c, "ltrim") // nothing is logged, but as in Redis those who watch the key take it for a change
	case 0:
		c.LogCall()
		l.drop(c, "ltrim")
	default:
		c.LogCall()
		l.Trim(i, n)
		l.store(c, "ltrim")
	}
}
