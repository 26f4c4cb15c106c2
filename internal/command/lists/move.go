package lists

import (
	"bytes"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

func lmoveSpec() command.Spec {
	return command.Spec{
		Name: "LMOVE", Group: "list", Since: "6.2.0", Complexity: "O(1)",
		Summary: "Moves an element from an end of one list to an end of another, and returns it.",
		Flags:   command.Write | command.DenyOOM,
		Keys:    moveKeys(),
		Syntax:  "source destination <LEFT | RIGHT> <LEFT | RIGHT>",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			if m, ok := parseMove(c); ok {
				m.runOrNull(c)
			}
		},
	}
}

func rpoplpushSpec() command.Spec {
	return command.Spec{
		Name: "RPOPLPUSH", Group: "list", Since: "1.2.0", Complexity: "O(1)",
		Summary: "Moves the last element of one list to the front of another, and returns it. LMOVE does the same.",
		Flags:   command.Write | command.DenyOOM,
		Keys:    moveKeys(),
		Syntax:  "source destination",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { lastToFront.runOrNull(c) },
	}
}

func moveKeys() []command.KeyRule {
	return []command.KeyRule{
		command.At(1, command.RW|command.ReadsData|command.DeletesData),
		command.At(2, command.RW|command.InsertsData),
	}
}

// moving says from which end of the first key's list to which end of the second key's an element moves.
type moving struct{ from, to list.End }

// lastToFront is how RPOPLPUSH moves.
var lastToFront = moving{list.Right, list.Left}

// parseMove parses the two ends behind the keys, or replies with an error.
func parseMove(c *command.Call) (m moving, ok bool) {
	if m.from, ok = parseEnd(c, 3); ok {
		m.to, ok = parseEnd(c, 4)
	}
	if !ok {
		c.Fail(command.ErrSyntax)
	}
	return m, ok
}

func (m moving) runOrNull(c *command.Call) {
	if !m.run(c) {
		c.Out.Null()
	}
}

// run replies with the element that it has moved, and reports false if there is none.
func (m moving) run(c *command.Call) (done bool) {
	src, dst := c.Args[1], c.Args[2]
	_, found, ok := c.Modify(src, keyspace.TypeList)
	if !ok || !found {
		return !ok
	}
	if _, _, ok = c.Modify(dst, keyspace.TypeList); !ok {
		return true
	}
	c.Tx.LogAs("LMOVE", src, dst, endWord(m.from), endWord(m.to))
	l, _ := modify(c, src) // found again: the look at dst may have changed the keyspace
	element := l.Pop(m.from)
	left := l.Len()
	c.Out.Bulk(element)
	if bytes.Equal(src, dst) {
		left++
	} else {
		l.put(c)
		l, _ = modify(c, dst)
	}
	l.Push(m.to, element)
	l.store(c, pushEvent(m.to)) // which Redis tells first
	notify(c, src, popEvent(m.from), left)
	return true
}
