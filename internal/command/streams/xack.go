package streams

import "github.com/holdfast-db/holdfast/internal/command"

func xackSpec() command.Spec {
	return command.Spec{
		Name: "XACK", Group: "stream", Since: "5.0.0", Complexity: "O(1) for each message ID processed.",
		Summary: "Acknowledges entries, which are then no longer pending in the group, and returns how many there were.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:  "key group id [id ...]",
		Compat:  command.Matches("7.2"),
		Run:     xack,
	}
}

func xack(c *command.Call) {
	s, ok := modifyRead(c, c.Key())
	if !ok {
		return
	}
	g, found := s.Group(c.Args[2])
	if !found {
		c.Out.Int(0)
		return
	}
	var room usualIDs
	all, ok := ids(c, 3, room[:0])
	if !ok {
		return
	}
	n := g.AckAll(all)
	if n > 0 {
		g.Save()
		c.LogCall()
		s.storeAcked(c, g)
	}
	c.Out.Int(int64(n))
}
