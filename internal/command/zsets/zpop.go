package zsets

import (
	"errors"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errNotPositive = errors.New("ERR value is out of range, must be positive")

// end is one of the ends of a sorted set.
type end bool

const (
	lowest  end = false
	highest end = true
)

func zpopMinSpec() command.Spec {
	return popSpec("ZPOPMIN", "Removes and returns members of a sorted set that have the lowest scores.", lowest)
}

func zpopMaxSpec() command.Spec {
	return popSpec("ZPOPMAX", "Removes and returns members of a sorted set that have the highest scores.", highest)
}

func popSpec(name, summary string, from end) command.Spec {
	return command.Spec{
		Name: name, Group: "sorted-set", Since: "5.0.0",
		Complexity: "O(log(N)*M) where N is the number of members of the sorted set and M the number of those removed.",
		Summary:    summary,
		Flags:      command.Write | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:     "key [count]",
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { pop(c, from) },
	}
}

func pop(c *command.Call, from end) {
	count, isCounted := int64(1), len(c.Args) == 3
	switch {
	case len(c.Args) > 3:
		c.Fail(command.ErrSyntax)
		return
	case isCounted:
		var ok bool
		if count, ok = command.ParseInt(c.Args[2]); !ok || count < 0 {
			c.Fail(errNotPositive)
			return
		}
	}
	z, ok := modify(c, c.Key())
	if !ok {
		return
	}
	f := flat
	if isCounted {
		f = formOf(c, true)
	}
	z.pop(c, from, count, f)
}

// pop replies with up to count members from an end, and removes them.
func (z Opened) pop(c *command.Call, from end, count int64, f form) {
	n := int(min(count, int64(z.Len())))
	i, name, event := 0, "ZPOPMIN", "zpopmin"
	if from == highest {
		i, name, event = z.Len()-n, "ZPOPMAX", "zpopmax"
	}
	z.replyRange(c, f, i, i+n, from == highest)
	if n > 0 {
		var digits [command.MaxIntDigits]byte
		c.Tx.LogAs(name, z.Key, strconv.AppendInt(digits[:0], int64(n), 10))
		z.removeRange(c, i, n, event)
	}
}
