package streams

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xrangeSpec() command.Spec {
	return rangeSpec("XRANGE", "key start:string end:string [COUNT count]", "Returns the entries between two ids.", false)
}

func xrevrangeSpec() command.Spec {
	return rangeSpec("XREVRANGE", "key end:string start:string [COUNT count]",
		"Returns the entries between two ids, the last one first.", true)
}

func rangeSpec(name, syntax, summary string, isBackward bool) command.Spec {
	return command.Spec{
		Name: name, Group: "stream", Since: "5.0.0", Complexity: "O(log(N)+M) where N is the number of entries and M " +
			"the number of those returned.",
		Summary: summary,
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  syntax,
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { xrange(c, isBackward) },
	}
}

func xrange(c *command.Call, isBackward bool) {
	start, end := c.Args[2], c.Args[3]
	if isBackward {
		start, end = end, start
	}
	first, ok := from(c, start)
	if !ok {
		return
	}
	last, ok := to(c, end)
	if !ok {
		return
	}
	count, ok := rangeCount(c, 4)
	if !ok {
		return
	}
	s, ok := read(c, c.Key())
	switch {
	case !ok:
	case s.Found && count == 0:
		c.Out.NullArray()
	case isBackward:
		s.replyBackward(c, first, last, count)
	default:
		s.replyEntries(c, first, last, count)
	}
}

// rangeCount parses the options from argument i on: the most entries to return.
func rangeCount(c *command.Call, i int) (int, bool) {
	count := math.MaxInt
	for ; i < len(c.Args); i += 2 {
		if i+1 == len(c.Args) || !c.Is(i, "COUNT") {
			c.Fail(command.ErrSyntax)
			return 0, false
		}
		n, ok := c.Int(i + 1)
		if !ok {
			return 0, false
		}
		count = int(max(n, 0))
	}
	return count, true
}

// replyBackward is replyEntries from the end.
func (s opened) replyBackward(c *command.Call, from, to stream.ID, count int) {
	mark, n := c.Out.Len(), 0
	s.WalkBack(from, to, func(e *stream.Entry) bool {
		replyEntry(c, e)
		n++
		return n < count
	})
	c.Out.InsertArray(mark, n)
}
