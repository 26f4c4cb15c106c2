package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xpendingSpec() command.Spec {
	return command.Spec{
		Name: "XPENDING", Group: "stream", Since: "5.0.0",
		Complexity: "O(N) with N being the number of elements returned; O(M) with M being the number of entries " +
			"scanned when used with IDLE.",
		Summary: "Tells what a group was delivered and has not acknowledged.",
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key group [[IDLE min-idle-time:integer] start:string end:string count [consumer]]",
		Tips:    []string{"nondeterministic_output"},
		Compat:  command.Matches("7.2"),
		Run:     xpending,
	}
}

func xpending(c *command.Call) {
	if n := len(c.Args); n == 3 {
		if _, g, ok := openGroup(c, c.Key(), c.Args[2], false); ok {
			replySummary(c, g)
		}
		return
	} else if n < 6 || n > 9 {
		c.Fail(command.ErrSyntax)
		return
	}
	var q pendingQuery
	if !q.parse(c) {
		return
	}
	if _, g, ok := openGroup(c, c.Key(), c.Args[2], false); ok {
		q.reply(c, g)
	}
}

// replySummary writes how much is pending, the first and the last of it, and for whom.
func replySummary(c *command.Call, g *stream.Group) {
	c.Out.Array(4)
	c.Out.Int(int64(g.Pending()))
	first, last, found := g.PendingEnds()
	if !found {
		c.Out.Null()
		c.Out.Null()
		c.Out.NullArray()
		return
	}
	replyID(c, first)
	replyID(c, last)
	mark, n := c.Out.Len(), 0
	g.EachConsumer(func(m *stream.Consumer) {
		if m.Pending() == 0 {
			return
		}
		n++
		c.Out.Array(2)
		c.Out.Bulk(m.Name())
		c.Out.BulkInt(int64(m.Pending()))
	})
	c.Out.InsertArray(mark, n)
}

// pendingQuery asks for pending entries one by one.
type pendingQuery struct {
	minIdle  int64
	from, to stream.ID
	count    int64
	consumer []byte // nil for all
}

func (q *pendingQuery) parse(c *command.Call) (ok bool) {
	i := 3
	if c.Is(i, "IDLE") {
		if q.minIdle, ok = c.Int(i + 1); !ok {
			return false
		}
		if len(c.Args) < 8 {
			c.Fail(command.ErrSyntax)
			return false
		}
		i += 2
	}
	if q.count, ok = c.Int(i + 2); !ok {
		return false
	}
	if q.from, ok = from(c, c.Args[i]); !ok {
		return false
	}
	if q.to, ok = to(c, c.Args[i+1]); !ok {
		return false
	}
	if i+3 < len(c.Args) {
		q.consumer = c.Args[i+3]
	}
	return true
}

func (q *pendingQuery) reply(c *command.Call, g *stream.Group) {
	mark, n := c.Out.Len(), int64(0)
	visit := func(p *stream.Pending) bool {
		if n >= q.count {
			return false
		}
		idle := c.Tx.Now() - p.Time
		if q.minIdle != 0 && idle < q.minIdle {
			return true
		}
		n++
		c.Out.Array(4)
		replyID(c, p.ID)
		c.Out.Bulk(p.Owner())
		c.Out.Int(max(idle, 0))
		c.Out.Int(int64(p.Count))
		return true
	}
	if q.consumer == nil {
		g.WalkPending(q.from, q.to, visit)
	} else if m, found := g.Consumer(q.consumer); found {
		m.WalkPending(q.from, q.to, visit)
	}
	c.Out.InsertArray(mark, int(n))
}
