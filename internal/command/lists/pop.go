package lists

import (
	"errors"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

var errNotPositive = errors.New("ERR value is out of range, must be positive")

func lpopSpec() command.Spec {
	return popSpec("LPOP", "Removes and returns the first element of a list, or several.", list.Left)
}

func rpopSpec() command.Spec {
	return popSpec("RPOP", "Removes and returns the last element of a list, or several.", list.Right)
}

func popSpec(name, summary string, from list.End) command.Spec {
	return command.Spec{
		Name: name, Group: "list", Since: "1.0.0", Complexity: "O(N) where N is the number of elements returned.",
		Summary: summary,
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:  "key [count]",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { pop(c, from) },
	}
}

func pop(c *command.Call, from list.End) {
	count, counted, ok := popCount(c)
	if !ok {
		return
	}
	l, ok := modify(c, c.Key())
	switch {
	case !ok:
	case !l.Found && counted:
		c.Out.NullArray()
	case !l.Found:
		c.Out.Null()
	case counted && count == 0:
		c.Out.Array(0)
	case counted:
		l.popMany(c, from, count)
	default:
		l.popOne(c, from)
	}
}

// popCount parses the optional number of elements, or replies with an error.
func popCount(c *command.Call) (count int64, counted, ok bool) {
	if len(c.Args) > 3 {
		c.Fail(command.ErrArityOf(c.Spec))
		return 0, false, false
	}
	if len(c.Args) == 2 {
		return 0, false, true
	}
	count, isInt := command.ParseInt(c.Args[2])
	if !isInt || count < 0 {
		c.Fail(errNotPositive)
		return 0, false, false
	}
	return count, true, true
}

// popOne replies with the element at an end, and removes it.
func (l opened) popOne(c *command.Call, from list.End) {
	c.Tx.LogAs(popName(from), l.Key)
	c.Out.Bulk(l.Pop(from))
	l.store(c, popEvent(from))
}

// popMany replies with up to count elements from an end, and removes them.
func (l opened) popMany(c *command.Call, from list.End, count int64) {
	n := int(min(count, int64(l.Len())))
	var digits [20]byte
	c.Tx.LogAs(popName(from), l.Key, strconv.AppendInt(digits[:0], int64(n), 10))
	c.Out.Array(n)
	first := 0
	if from == list.Left {
		l.reply(c, 0, n, list.Right)
	} else {
		first = l.Len() - n
		l.reply(c, l.Len()-1, n, list.Left)
	}
	if n == l.Len() {
		l.drop(c, popEvent(from))
		return
	}
	l.Delete(first, n)
	l.store(c, popEvent(from))
}

// popEvent is what those who watch for events are told of a pop.
func popEvent(from list.End) string {
	if from == list.Left {
		return "lpop"
	}
	return "rpop"
}

// popName is the command that popping amounts to.
func popName(from list.End) string {
	if from == list.Left {
		return "LPOP"
	}
	return "RPOP"
}
