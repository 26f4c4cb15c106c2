package streams

import "github.com/holdfast-db/holdfast/internal/command"

func xtrimSpec(node NodeEntries) command.Spec {
	return command.Spec{
		Name: "XTRIM", Group: "stream", Since: "5.0.0", Complexity: "O(N) where N is the number of entries removed.",
		Summary: "Removes the oldest entries of a stream.",
		Flags:   command.Write,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.DeletesData)},
		Syntax:  "key <MAXLEN | MINID> [<= | ~>] threshold [LIMIT count] [KEEPREF | DELREF | ACKED]",
		Tips:    []string{"nondeterministic_output"},
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { xtrim(c, node) },
	}
}

func xtrim(c *command.Call, node NodeEntries) {
	var t trim
	for i := 2; i < len(c.Args); {
		next, ok := t.parse(c, i)
		if !ok {
			return
		}
		if next == i {
			c.Fail(command.ErrSyntax)
			return
		}
		i = next
	}
	switch {
	case !t.check(c):
		return
	case t.strategy == noTrim:
		c.Fail(errNoStrategy)
		return
	}
	s, ok := modify(c, c.Key())
	if !ok {
		return
	}
	n := t.apply(c, s, node())
	if n > 0 {
		c.Tx.LogHead(2+effectWords, "XTRIM")
		c.Tx.LogWord(s.Key)
		t.logEffect(c, s.Len())
		s.store(c)
		s.tell(c, "xtrim")
	}
	c.Out.Int(int64(n))
}
