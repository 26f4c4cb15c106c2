package sets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

func smembersSpec() command.Spec {
	return command.Spec{
		Name: "SMEMBERS", Group: "set", Since: "1.0.0", Complexity: "O(N) where N is the size of the set.",
		Summary: "Returns all members of a set.",
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key",
		Tips:    []string{"nondeterministic_output_order"},
		Compat:  command.Matches("7.2"),
		Run:     smembers,
	}
}

func smembers(c *command.Call) {
	if s, ok := read(c); ok {
		c.Out.Set(s.Len())
		replyAll(c, s)
	}
}

// replyAll replies with all members, below a header.
func replyAll(c *command.Call, s opened) {
	s.Each(func(m page.Item) bool {
		c.Item(m)
		return true
	})
}

func scardSpec() command.Spec {
	return command.Spec{
		Name: "SCARD", Group: "set", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Returns the number of members of a set.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run:     scard,
	}
}

func scard(c *command.Call) {
	if s, ok := read(c); ok {
		c.Out.Int(int64(s.Len()))
	}
}

func sisMemberSpec() command.Spec {
	return command.Spec{
		Name: "SISMEMBER", Group: "set", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Tells whether a set has a member.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO)},
		Syntax:  "key member",
		Compat:  command.Matches("7.2"),
		Run:     sisMember,
	}
}

func sisMember(c *command.Call) {
	if s, ok := read(c); ok {
		replyHas(c, s, c.Args[2])
	}
}

// replyHas replies 1 if the set has a member, or 0.
func replyHas(c *command.Call, s opened, member []byte) {
	if s.Has(page.Text(member)) {
		c.Out.Int(1)
		return
	}
	c.Out.Int(0)
}

func smisMemberSpec() command.Spec {
	return command.Spec{
		Name: "SMISMEMBER", Group: "set", Since: "6.2.0", Complexity: "O(N) where N is the number of members asked for.",
		Summary: "Tells which of several members a set has.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key member [member ...]",
		Compat:  command.Matches("7.2"),
		Run:     smisMember,
	}
}

func smisMember(c *command.Call) {
	s, ok := read(c)
	if !ok {
		return
	}
	c.Out.Array(len(c.Args) - 2)
	for _, m := range c.Args[2:] {
		replyHas(c, s, m)
	}
}
