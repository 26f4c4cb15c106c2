package sets

import (
	"bytes"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
)

func smoveSpec() command.Spec {
	return command.Spec{
		Name: "SMOVE", Group: "set", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Moves a member from one set to another.",
		Flags:   command.Write | command.Fast,
		Keys: []command.KeyRule{
			command.At(1, command.RW|command.ReadsData|command.DeletesData),
			command.At(2, command.RW|command.InsertsData),
		},
		Syntax: "source destination member",
		Compat: command.Matches("7.2"),
		Run:    smove,
	}
}

func smove(c *command.Call) {
	src, dst, member := c.Args[1], c.Args[2], page.Text(c.Args[3])
	if _, found, ok := c.Modify(src, keyspace.TypeSet); !ok {
		return
	} else if !found {
		c.Out.Int(0)
		return
	}
	if _, _, ok := c.Modify(dst, keyspace.TypeSet); !ok {
		return
	}
	rec, found := c.Tx.Peek(src) // found again: the look at dst may have changed the keyspace
	from := open(c, c.Hold(src, rec, found))
	switch {
	case !from.Has(member):
		c.Out.Int(0)
		return
	case bytes.Equal(src, dst):
		c.Out.Int(1)
		return
	}
	c.LogCall()
	from.Remove(member)
	from.store(c, src)
	from.notify(c, "srem", src)
	rec, found = c.Tx.Peek(dst)
	to := open(c, c.Hold(dst, rec, found))
	if !to.Has(member) { // or those who watch the destination would be told of a change
		to.Add(member)
		to.store(c, dst)
		to.notify(c, "sadd", dst)
	}
	c.Out.Int(1)
}
