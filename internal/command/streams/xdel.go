package streams

import "github.com/holdfast-db/holdfast/internal/command"

func xdelSpec() command.Spec {
	return command.Spec{
		Name: "XDEL", Group: "stream", Since: "5.0.0",
		Complexity: "O(1) for each single item to delete in the stream, regardless of the stream size.",
		Summary:    "Removes entries of a stream and returns how many there were.",
		Flags:      command.Write | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:     "key id [id ...]",
		Compat:     command.Matches("7.2"),
		Run:        xdel,
	}
}

func xdel(c *command.Call) {
	s, ok := modify(c, c.Key())
	if !ok {
		return
	}
	if !s.Found {
		c.Out.Int(0)
		return
	}
	var room usualIDs
	all, ok := ids(c, 2, room[:0])
	if !ok {
		return
	}
	n := int64(0)
	for _, id := range all {
		if s.Delete(id) {
			n++
		}
	}
	if n > 0 {
		c.LogCall()
		s.store(c)
		s.tell(c, "xdel")
	}
	c.Out.Int(n)
}
