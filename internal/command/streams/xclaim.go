package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xclaimSpec() command.Spec {
	return command.Spec{
		Name: "XCLAIM", Group: "stream", Since: "5.0.0",
		Complexity: "O(log N) with N being the number of messages in the PEL of the consumer group.",
		Summary:    "Makes entries that are pending in a group pending for another consumer.",
		Flags:      command.Write | command.Fast,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax: "key group consumer min-idle-time id [id ...] [IDLE ms:integer] [TIME unix-time-milliseconds] " +
			"[RETRYCOUNT count] [FORCE] [JUSTID] [LASTID lastid]",
		Tips:   []string{"nondeterministic_output"},
		Compat: command.Matches("7.2"),
		Run:    xclaim,
	}
}

// claim is what XCLAIM is asked for.
type claim struct {
	minIdle  int64
	ids      []stream.ID
	room     usualIDs
	time     int64 // of the delivery
	retries  int64 // the new count of deliveries, -1 if that is not given
	force    bool
	justID   bool
	last     stream.ID
	consumer []byte
}

func xclaim(c *command.Call) {
	s, g, ok := openGroup(c, c.Key(), c.Args[2], true)
	if !ok {
		return
	}
	var cl claim
	if !cl.parse(c) {
		return
	}
	moved := cl.last.Compare(g.LastID) > 0
	if moved {
		g.LastID = cl.last
	}
	m := s.consumer(c, g, cl.consumer)
	mark, n := c.Out.Len(), 0
	for _, id := range cl.ids {
		if cl.take(c, s, g, m, id) {
			n++
		}
	}
	c.Out.InsertArray(mark, n)
	if moved {
		s.logPosition(c, g, new(idText))
	}
	g.Save()
	s.storeAcked(c, g) // what is not in the stream any more is acknowledged
}

// parse takes everything behind the group, or replies with an error.
func (cl *claim) parse(c *command.Call) (ok bool) {
	cl.consumer = c.Args[3]
	if cl.minIdle, ok = command.ParseInt(c.Args[4]); !ok {
		c.Fail(errClaimIdle)
		return false
	}
	cl.ids = cl.room[:0]
	i := 5
	for ; i < len(c.Args); i++ {
		id, isID := parseID(c.Args[i], 0)
		if !isID {
			break
		}
		cl.ids = append(cl.ids, id)
	}
	return cl.parseOptions(c, i)
}

func (cl *claim) parseOptions(c *command.Call, i int) bool {
	now := c.Tx.Now()
	cl.time, cl.retries = -1, -1
	for ; i < len(c.Args); i++ {
		more, ok := i+1 < len(c.Args), true
		switch {
		case c.Is(i, "FORCE"):
			cl.force = true
			continue
		case c.Is(i, "JUSTID"):
			cl.justID = true
			continue
		case more && c.Is(i, "IDLE"):
			cl.time, ok = intOr(c, i+1, errClaimIdleOpt)
			cl.time = now - cl.time
		case more && c.Is(i, "TIME"):
			cl.time, ok = intOr(c, i+1, errClaimTime)
		case more && c.Is(i, "RETRYCOUNT"):
			cl.retries, ok = intOr(c, i+1, errClaimRetry)
		case more && c.Is(i, "LASTID"):
			cl.last, ok = id(c, i+1)
		default:
			c.Out.Error("ERR Unrecognized XCLAIM option '" + command.Text(c.Args[i], longest) + "'")
			ok = false
		}
		if !ok {
			return false
		}
		i++
	}
	if cl.time < 0 || cl.time > now && !c.Tx.IsReplaying() {
		cl.time = now
	}
	return true
}

// intOr parses an argument as an integer, or replies with an error.
func intOr(c *command.Call, i int, err error) (int64, bool) {
	n, ok := command.ParseInt(c.Args[i])
	if !ok {
		c.Fail(err)
	}
	return n, ok
}

// take claims one entry, replies with it and reports whether it could. What is pending and not in the stream any more
// is forgotten. Replay does not look for the entry, which would bring most of a long stream into memory: it was there when
// this was logged.
func (cl *claim) take(c *command.Call, s opened, g *stream.Group, m *stream.Consumer, id stream.ID) bool {
	e, exists := stream.Entry{ID: id}, true
	if !c.Tx.IsReplaying() {
		e, exists = s.Get(id)
	}
	p, pending := g.Find(id)
	switch {
	case !exists && pending:
		g.Ack(id)
		s.logAck(c, g, id)
		return false
	case !exists, !pending && !cl.force:
		return false
	case pending && cl.minIdle > 0 && c.Tx.Now()-p.Time < cl.minIdle:
		return false
	}
	count := p.Count
	switch {
	case cl.retries >= 0:
		count = uint64(cl.retries)
	case !pending:
		count = 1
		if !cl.justID {
			count++
		}
	case !cl.justID:
		count = p.Again()
	}
	s.claim(c, g, m, &e, cl.time, count, cl.justID)
	return true
}

// claim makes an entry pending for a consumer, which is open, and replies with it.
func (s opened) claim(c *command.Call, g *stream.Group, m *stream.Consumer, e *stream.Entry, time int64, count uint64, justID bool) {
	if justID {
		replyID(c, e.ID)
	} else {
		replyEntry(c, e)
	}
	m.Active = c.Tx.Now()
	s.logDelivery(c, g, &stream.Pending{ID: e.ID, Consumer: m.Name(), Time: time, Count: count})
	g.Deliver(e.ID, time, count)
}
