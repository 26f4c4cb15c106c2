package lists

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

func blpopSpec() command.Spec {
	return blockingPopSpec("BLPOP", "Removes and returns the first element of the first of several lists that has one, "+
		"and waits for one if there is none.", list.Left)
}

func brpopSpec() command.Spec {
	return blockingPopSpec("BRPOP", "Removes and returns the last element of the first of several lists that has one, "+
		"and waits for one if there is none.", list.Right)
}

func blockingPopSpec(name, summary string, from list.End) command.Spec {
	return command.Spec{
		Name: name, Group: "list", Since: "2.0.0", Complexity: "O(N) where N is the number of keys.",
		Summary: summary,
		Flags:   command.Write | command.Blocking,
		Keys:    []command.KeyRule{command.Span(1, -2, 1, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:  "key [key ...] timeout:double",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { blockingPop(c, from) },
	}
}

func blockingPop(c *command.Call, from list.End) {
	last := len(c.Args) - 1
	deadline, ok := c.Deadline(last)
	if !ok {
		return
	}
	try := func(c *command.Call) bool { return popFirst(c, c.Args[1:last], from) }
	c.Block(keyspace.TypeList, c.Args[1:last], deadline, try, replyNullArray)
}

func replyNullArray(c *command.Call) { c.Out.NullArray() }

// popFirst replies with a key and an element of the first list that there is, and reports false if there is none.
func popFirst(c *command.Call, keys [][]byte, from list.End) (done bool) {
	for _, key := range keys {
		l, ok := modify(c, key)
		if !ok {
			return true
		}
		if !l.Found {
			continue
		}
		c.Out.Array(2)
		c.Out.Bulk(key)
		l.popOne(c, from)
		return true
	}
	return false
}

func blmpopSpec() command.Spec {
	return command.Spec{
		Name: "BLMPOP", Group: "list", Since: "7.0.0",
		Complexity: "O(N+M) where N is the number of keys and M the number of elements returned.",
		Summary:    "Does what LMPOP does, and waits for an element if there is none.",
		Flags:      command.Write | command.Blocking,
		Keys:       []command.KeyRule{command.Counted(2, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:     "timeout:double numkeys key [key ...] <LEFT | RIGHT> [COUNT count]",
		Compat:     command.Matches("7.2"),
		Run:        blmpop,
	}
}

func blmpop(c *command.Call) {
	m, ok := parseMultiPop(c, 2)
	if !ok {
		return
	}
	deadline, ok := c.Deadline(1)
	if !ok {
		return
	}
	c.Block(keyspace.TypeList, m.Keys(c), deadline, m.pop, replyNullArray)
}

func blmoveSpec() command.Spec {
	return command.Spec{
		Name: "BLMOVE", Group: "list", Since: "6.2.0", Complexity: "O(1)",
		Summary: "Does what LMOVE does, and waits for an element if there is none.",
		Flags:   command.Write | command.DenyOOM | command.Blocking,
		Keys:    moveKeys(),
		Syntax:  "source destination <LEFT | RIGHT> <LEFT | RIGHT> timeout:double",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			if m, ok := parseMove(c); ok {
				m.block(c, 5)
			}
		},
	}
}

func brpoplpushSpec() command.Spec {
	return command.Spec{
		Name: "BRPOPLPUSH", Group: "list", Since: "2.2.0", Complexity: "O(1)",
		Summary: "Does what RPOPLPUSH does, and waits for an element if there is none. BLMOVE does the same.",
		Flags:   command.Write | command.DenyOOM | command.Blocking,
		Keys:    moveKeys(),
		Syntax:  "source destination timeout:double",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { lastToFront.block(c, 3) },
	}
}

// block is run for a client that waits for an element until the timeout in argument i.
func (m moving) block(c *command.Call, i int) {
	deadline, ok := c.Deadline(i)
	if !ok {
		return
	}
	c.Block(keyspace.TypeList, c.Args[1:2], deadline, m.run, timedOutMove)
}

// timedOutMove tells a wait that is over from one that there could not be, as Redis does in RESP2.
func timedOutMove(c *command.Call) {
	if c.NoWait {
		c.Out.Null()
		return
	}
	c.Out.NullArray()
}
