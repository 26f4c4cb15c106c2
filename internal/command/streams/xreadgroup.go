package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xreadgroupSpec() command.Spec {
	return command.Spec{
		Name: "XREADGROUP", Group: "stream", Since: "5.0.0",
		Complexity: "For each stream O(M) with M being the number of entries returned.",
		Summary: "Returns entries of several streams that no consumer of a group was delivered yet, and waits for some if " +
			"it is asked to; or those that are pending for a consumer.",
		Flags: command.Write | command.Blocking,
		Keys: []command.KeyRule{{
			Access: command.RO | command.ReadsData, Keyword: "STREAMS", From: 4, Last: -1, Step: 1, Limit: 2,
		}},
		Syntax: "GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key [key ...] id [id ...]",
		Compat: command.Matches("7.2"),
		Run:    xreadgroup,
	}
}

func xreadgroup(c *command.Call) {
	var r reading
	if r.parse(c, true) {
		r.run(c, true, (*reading).readGroup)
	}
}

// readGroup replies with what the group's consumer gets, or an error, and reports false if it gets nothing.
func (r *reading) readGroup(c *command.Call) (done bool) {
	for i := range r.n {
		if !r.checkGroup(c, i) {
			return true
		}
	}
	out := beginReply(c)
	for i := range r.n {
		s, g, ok := openGroup(c, r.key(c, i), c.Args[r.groupArg], true)
		if !ok {
			return true // it cannot be, for it has been there a moment ago
		}
		if start := r.startInGroup(c, i); start == stream.MaxID {
			r.deliverNew(c, s, g, &out)
		} else {
			r.deliverAgain(c, s, g, start, &out)
		}
	}
	return out.end(c)
}

// startInGroup is the id behind which to read what is pending, or MaxID, for which ">" stands, for what is new.
func (r *reading) startInGroup(c *command.Call, i int) stream.ID {
	if id, ok := parseID(r.id(c, i), 0); ok {
		return id
	}
	return stream.MaxID
}

// checkGroup replies with an error if the i-th stream cannot be read, before any of them is.
func (r *reading) checkGroup(c *command.Call, i int) bool {
	key, name := r.key(c, i), c.Args[r.groupArg]
	s, ok := read(c, key)
	if !ok {
		return false
	}
	_, found := s.Group(name)
	id := r.id(c, i)
	switch {
	case !found:
		c.Fail(errNoGroupToRead(key, name))
		return false
	case string(id) == ">":
		return true
	case string(id) == "$":
		c.Fail(errLastInGroup)
		return false
	case string(id) == "+":
		c.Fail(errPlusInGroup)
		return false
	}
	if _, ok := parseID(id, 0); !ok {
		c.Fail(errInvalidID)
		return false
	}
	return true
}

// deliverNew delivers what no consumer has got yet.
func (r *reading) deliverNew(c *command.Call, s opened, g *stream.Group, out *streamsReply) {
	m := s.consumer(c, g, c.Args[r.groupArg+1])
	defer s.storeQuietly(c)
	defer g.Save()
	start, more := stream.Next(g.LastID)
	if last, found := s.Last(); !more || !found || last.ID.Compare(start) < 0 {
		return
	}
	out.begin(c, s.key)
	mark, n := c.Out.Len(), 0
	position := g.Reading()
	var d deliveries
	d.begin(s, g, m.Name(), c.Tx.Now(), 1)
	s.Walk(start, stream.MaxID, func(e *stream.Entry) bool {
		replyEntry(c, e)
		position.Past(e.ID)
		if !r.noAck {
			g.Deliver(e.ID, d.time, d.count)
			m.Active = d.time
			d.add(c, e.ID)
		}
		n++
		return n < r.count
	})
	c.Out.InsertArray(mark, n)
	d.log(c)
	s.logPosition(c, g)
}

// deliverAgain delivers what is pending for the consumer behind an id.
func (r *reading) deliverAgain(c *command.Call, s opened, g *stream.Group, start stream.ID, out *streamsReply) {
	m := s.consumer(c, g, c.Args[r.groupArg+1])
	out.begin(c, s.key)
	mark, n := c.Out.Len(), 0
	start, _ = stream.Next(start)
	m.WalkPending(start, stream.MaxID, func(p *stream.Pending) bool {
		s.redeliver(c, g, p)
		n++
		return n < r.count
	})
	c.Out.InsertArray(mark, n)
	g.Save()
	s.storeQuietly(c)
}

// redeliver replies with a pending entry, or with its id alone if the entry is not in the stream any more.
func (s opened) redeliver(c *command.Call, g *stream.Group, p *stream.Pending) {
	e, found := s.Get(p.ID)
	if !found {
		c.Out.Array(2)
		replyID(c, p.ID)
		c.Out.NullArray()
		return
	}
	replyEntry(c, &e)
	now, count := c.Tx.Now(), p.Count+1
	s.logDelivery(c, g, &stream.Pending{ID: p.ID, Consumer: p.Consumer, Time: now, Count: count})
	g.Deliver(p.ID, now, count)
}
