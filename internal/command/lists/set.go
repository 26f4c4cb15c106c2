package lists

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

func lsetSpec() command.Spec {
	return command.Spec{
		Name: "LSET", Group: "list", Since: "1.0.0", Complexity: "O(log(N)) where N is the length of the list.",
		Summary: "Replaces the element at an index; -1 is the last one.",
		Flags:   command.Write | command.DenyOOM,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:  "key index element",
		Compat:  command.Matches("7.2"),
		Run:     lset,
	}
}

func lset(c *command.Call) {
	l, ok := modify(c, c.Key())
	if !ok {
		return
	}
	if !l.Found {
		c.Fail(command.ErrNoSuchKey)
		return
	}
	index, ok := c.Int(2)
	if !ok {
		return
	}
	i, ok := l.indexOf(index)
	if !ok {
		c.Fail(command.ErrOutOfRange)
		return
	}
	c.LogCall()
	l.Set(i, c.Args[3])
	l.store(c, "lset")
	c.Out.OK()
}

func linsertSpec() command.Spec {
	return command.Spec{
		Name: "LINSERT", Group: "list", Since: "2.2.0",
		Complexity: "O(N) where N is the number of elements before the pivot.",
		Summary:    "Inserts an element before or after the first one that is equal to the pivot.",
		Flags:      command.Write | command.DenyOOM,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.InsertsData)},
		Syntax:     "key <BEFORE | AFTER> pivot element",
		Compat:     command.Matches("7.2"),
		Run:        linsert,
	}
}

func linsert(c *command.Call) {
	if !c.Is(2, "BEFORE") && !c.Is(2, "AFTER") {
		c.Fail(command.ErrSyntax)
		return
	}
	l, ok := modify(c, c.Key())
	if !ok {
		return
	}
	if !l.Found {
		c.Out.Int(0)
		return
	}
	at := -1
	l.Search(c.Args[3], list.Left, l.Len(), func(i int) bool {
		at = i
		return false
	})
	if at < 0 {
		c.Out.Int(-1)
		return
	}
	if c.Is(2, "AFTER") {
		at++
	}
	c.LogCall()
	l.Insert(at, c.Args[4])
	l.store(c, "linsert")
	c.Out.Int(int64(l.Len()))
}

func lremSpec() command.Spec {
	return command.Spec{
		Name: "LREM", Group: "list", Since: "1.0.0", Complexity: "O(N) where N is the length of the list.",
		Summary: "Removes elements that are equal to one: the first COUNT, the last if it is negative, all if it is 0.",
		Flags:   command.Write,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:  "key count element",
		Compat:  command.Matches("7.2"),
		Run:     lrem,
	}
}

func lrem(c *command.Call) {
	count, ok := c.Int(2)
	if !ok {
		return
	}
	l, ok := modify(c, c.Key())
	if !ok {
		return
	}
	from, limit := list.Left, l.Len()
	switch n := int64(limit); {
	case count < 0:
		from, limit = list.Right, int(-max(count, -n))
	case count > 0:
		limit = int(min(count, n))
	}
	removed := l.Remove(c.Args[3], from, limit)
	if removed > 0 {
		c.LogCall()
		l.store(c, "lrem")
	}
	c.Out.Int(int64(removed))
}
