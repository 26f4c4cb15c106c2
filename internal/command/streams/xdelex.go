package streams

import "github.com/holdfast-db/holdfast/internal/command"

func xdelexSpec() command.Spec {
	return command.Spec{
		Name: "XDELEX", Group: "stream", Since: "8.2.0",
		Complexity: "O(1) for each entry, times the number of groups with DELREF and ACKED.",
		Summary:    "Removes entries of a stream, with or without what is pending of them in groups.",
		Flags:      command.Write | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:     "key [KEEPREF | DELREF | ACKED] IDS numids:integer id [id ...]",
		Compat:     command.Matches("8.2"),
		Run:        xdelex,
	}
}

func xdelex(c *command.Call) {
	var b idsBlock
	if !b.parse(c, 2) {
		return
	}
	s, ok := modify(c, c.Key())
	switch {
	case !ok:
		return
	case !s.Found:
		b.replyNone(c)
		return
	}
	c.Out.Array(len(b.ids))
	for _, id := range b.ids {
		c.Out.Int(b.delete(c, s, id))
	}
	s.store(c)
	if b.deleted > 0 {
		s.tell(c, "xdel")
	}
}

func xackdelSpec() command.Spec {
	return command.Spec{
		Name: "XACKDEL", Group: "stream", Since: "8.2.0",
		Complexity: "O(1) for each entry, times the number of groups with DELREF and ACKED.",
		Summary:    "Acknowledges entries in a group and removes them from the stream.",
		Flags:      command.Write | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:     "key group [KEEPREF | DELREF | ACKED] IDS numids:integer id [id ...]",
		Compat:     command.Matches("8.2"),
		Run:        xackdel,
	}
}

func xackdel(c *command.Call) {
	var b idsBlock
	if !b.parse(c, 3) {
		return
	}
	s, ok := modify(c, c.Key())
	if !ok {
		return
	}
	if _, found := s.Group(c.Args[2]); !found {
		b.replyNone(c)
		return
	}
	c.Out.Array(len(b.ids))
	for _, id := range b.ids {
		g, _ := s.Group(c.Args[2]) // deleting may have opened another
		if !g.Ack(id) {
			c.Out.Int(noEntry)
			continue
		}
		g.Save()
		s.logAck(c, g, id)
		c.Out.Int(b.delete(c, s, id))
	}
	s.store(c)
	if b.deleted > 0 {
		s.tell(c, "xdel")
	}
}
