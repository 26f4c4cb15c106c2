package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// replyID writes an id.
func replyID(c *command.Call, id stream.ID) {
	var room [stream.MaxIDText]byte
	c.Out.Bulk(stream.AppendID(room[:0], id))
}

// replyEntry writes an entry: its id, and its fields and values in turns.
func replyEntry(c *command.Call, e *stream.Entry) {
	c.Out.Array(2)
	replyID(c, e.ID)
	replyFields(c, e)
}

func replyFields(c *command.Call, e *stream.Entry) {
	c.Out.Array(2 * e.Len())
	e.Each(func(field, value page.Item) {
		c.Item(field)
		c.Item(value)
	})
}

// replyEntries writes up to count entries between two ids, as an array.
func (s opened) replyEntries(c *command.Call, from, to stream.ID, count int) {
	mark, n := c.Out.Len(), 0
	if count > 0 {
		s.Walk(from, to, func(e *stream.Entry) bool {
			replyEntry(c, e)
			n++
			return n < count
		})
	}
	c.Out.InsertArray(mark, n)
}

// replyOptional writes an integer that may not be known.
func replyOptional(c *command.Call, n int64, known bool) {
	if known {
		c.Out.Int(n)
		return
	}
	c.Out.Null()
}
