package sets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

func saddSpec() command.Spec {
	return command.Spec{
		Name: "SADD", Group: "set", Since: "1.0.0", Complexity: "O(N) where N is the number of members added.",
		Summary: "Adds members to a set and returns how many of them are new.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.InsertsData)},
		Syntax:  "key member [member ...]",
		Compat:  command.Matches("7.2"),
		Run:     sadd,
	}
}

func sadd(c *command.Call) {
	s, ok := modify(c)
	if !ok {
		return
	}
	members := c.Args[2:]
	if !s.Found {
		s.Expect(page.Text(members[0]), len(members))
	}
	var added int64
	for _, m := range members {
		if s.Add(page.Text(m)) {
			added++
		}
	}
	if added > 0 {
		c.LogCall()
		s.store(c, c.Key())
		s.notify(c, "sadd", c.Key())
	}
	c.Out.Int(added)
}

func sremSpec() command.Spec {
	return command.Spec{
		Name: "SREM", Group: "set", Since: "1.0.0", Complexity: "O(N) where N is the number of members to remove.",
		Summary: "Removes members from a set, and the set with the last one.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:  "key member [member ...]",
		Compat:  command.Matches("7.2"),
		Run:     srem,
	}
}

func srem(c *command.Call) {
	s, ok := modify(c)
	if !ok {
		return
	}
	var removed int64
	for _, m := range c.Args[2:] {
		if s.Remove(page.Text(m)) {
			removed++
		}
	}
	if removed > 0 {
		c.LogCall()
		s.store(c, c.Key())
		s.notify(c, "srem", c.Key())
	}
	c.Out.Int(removed)
}
