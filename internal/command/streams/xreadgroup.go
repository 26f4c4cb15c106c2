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
		Syntax: "GROUP group consumer [COUNT count] [BLOCK milliseconds] [CLAIM min-idle-time:integer] [NOACK] STREAMS key [key ...] id [id ...]",
		Compat: command.Matches("7.2"),
		Run:    xreadgroup,
	}
}

func xreadgroup(c *command.Call) {
	var r reading
	if r.parse(c, true) && !r.readGroup(c) {
		r.wait(c, true, (*reading).readGroup)
	}
}

// readGroup replies with what the group's consumer gets, or an error, and reports false if it gets nothing.
func (r *reading) readGroup(c *command.Call) (done bool) {
	for i := 1; i < r.n; i++ { // all are checked before any is read
		if _, _, ok := r.openGroup(c, i); !ok {
			return true
		}
	}
	out := beginReply(c)
	for i := range r.n {
		s, g, ok := r.openGroup(c, i)
		if !ok {
			return true
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
	arg := r.id(c, i)
	if string(arg) == ">" {
		return stream.MaxID
	}
	id, _ := parseID(arg, 0) // it was checked
	return id
}

// openGroup opens the i-th stream and its group, or replies with an error if they cannot be read.
func (r *reading) openGroup(c *command.Call, i int) (s opened, g *stream.Group, ok bool) {
	key, name := r.key(c, i), c.Args[r.groupArg]
	if s, ok = modifyRead(c, key); !ok {
		return s, nil, false
	}
	g, ok = s.Group(name)
	switch id := r.id(c, i); {
	case !ok:
		c.Fail(errNoGroupToRead(key, name))
	case string(id) == ">":
	case string(id) == "$":
		c.Fail(errLastInGroup)
		ok = false
	case string(id) == "+":
		c.Fail(errPlusInGroup)
		ok = false
	default:
		if _, ok = parseID(id, 0); !ok {
			c.Fail(errInvalidID)
		}
	}
	return s, g, ok
}

// deliverNew delivers what is due to be delivered again, what has been pending for long enough if it claims that, and
// what no consumer has got yet.
func (r *reading) deliverNew(c *command.Call, s opened, g *stream.Group, out *streamsReply) {
	m := s.consumer(c, g, c.Args[r.groupArg+1])
	d := delivery{s: s, g: g, m: m, left: r.count, claims: r.claims, noAck: r.noAck}
	if g.Scheduled() > 0 || r.claims {
		d.repeat(c, r.repeated(c, g))
	}
	if !r.noAck {
		d.turns(c)
	}
	if start, more := stream.Next(g.LastID); more && start.Compare(s.LastID) <= 0 && d.left > 0 {
		d.first(c, start)
	}
	if d.n > 0 {
		c.Out.InsertArray(d.mark, d.n)
		out.n++
	}
	g.Save()
	s.storeQuietly(c)
}

// repeated lists pending entries that are to be delivered again.
func (r *reading) repeated(c *command.Call, g *stream.Group) (again []stream.ID) {
	now := c.Tx.Now()
	g.Due(now, func(id stream.ID) bool {
		again = append(again, id)
		return len(again) < r.count
	})
	if !r.claims || len(again) == r.count {
		return again
	}
	g.WalkPending(stream.MinID, stream.MaxID, func(p *stream.Pending) bool {
		if now-p.Time >= r.minIdle && !p.IsDue(now) {
			again = append(again, p.ID)
		}
		return len(again) < r.count
	})
	return again
}

// delivery is what one consumer of a group gets of one stream.
type delivery struct {
	s      opened
	g      *stream.Group
	m      *stream.Consumer
	mark   int
	n      int // entries so far
	left   int // and how many more there may be
	claims bool
	noAck  bool
	text   idText
}

// reply writes an entry, with how long it has been pending and how often it was delivered if they are asked for.
func (d *delivery) reply(c *command.Call, e *stream.Entry, idle int64, count uint64) {
	if d.n == 0 {
		replyHead(c, d.s.Key)
		d.mark = c.Out.Len()
	}
	d.n++
	d.left--
	if d.claims {
		c.Out.Array(4)
	} else {
		c.Out.Array(2)
	}
	c.Out.Bulk(d.text.of(e.ID))
	replyFields(c, e)
	if d.claims {
		c.Out.Int(idle)
		c.Out.Int(int64(count))
	}
}

// repeat delivers pending entries again. Those that are not in the stream any more are no longer pending then.
func (d *delivery) repeat(c *command.Call, again []stream.ID) {
	now := c.Tx.Now()
	for _, id := range again {
		e, exists := d.s.Get(id)
		if !exists {
			d.g.Ack(id)
			d.s.logAck(c, d.g, id)
			continue
		}
		p, _ := d.g.Find(id)
		count := p.Again()
		d.reply(c, &e, max(now-p.Time, 0), p.Count)
		d.m.Active = now
		d.s.logDelivery(c, d.g, &stream.Pending{ID: id, Consumer: d.m.Name(), Time: now, Count: count})
		d.g.Deliver(id, now, count)
	}
}

// turns delivers entries that were parked behind others and whose turn it is.
func (d *delivery) turns(c *command.Call) {
	now := c.Tx.Now()
	for d.left > 0 && d.g.Turns() > 0 {
		id, found := d.g.NextTurn()
		if !found {
			return
		}
		e, _ := d.s.Get(id)
		d.reply(c, &e, 0, 0)
		d.m.Active = now
		d.s.logDelivery(c, d.g, &stream.Pending{ID: id, Consumer: d.m.Name(), Time: now, Count: 1})
		d.g.Deliver(id, now, 1)
	}
}

// mostParked is about how many entries may be parked while others are looked for.
const mostParked = 1 << 12

// first delivers what nobody has got yet, and parks what has to wait for its turn.
func (d *delivery) first(c *command.Call, start stream.ID) {
	position := d.g.Reading()
	var room [32]stream.ID
	var parked []stream.ID
	delivered, now, before := room[:0], c.Tx.Now(), d.n
	inOrder := d.g.Properties.OrderBy != "" && !d.noAck
	d.s.Walk(start, stream.MaxID, func(e *stream.Entry) bool {
		id := e.ID // e does not outlive a look at the stream
		position.Past(id)
		if inOrder && d.g.Park(e) {
			parked = append(parked, id)
			return len(parked) < mostParked || d.n == before
		}
		d.reply(c, e, 0, 0)
		if inOrder {
			d.g.Deliver(id, now, 1) // the next one may have to wait for it
		}
		if !d.noAck {
			delivered = append(delivered, id)
		}
		return d.left > 0
	})
	if len(delivered) > 0 {
		d.m.Active = now
	}
	if !inOrder {
		d.g.DeliverAll(delivered, now, 1)
	}
	if d.n == before && len(parked) == 0 {
		return
	}
	d.s.logDeliveries(c, d.g, d.m.Name(), delivered, now, 1, &d.text)
	d.s.logParked(c, d.g, parked)
	d.s.logPosition(c, d.g, &d.text)
}

// deliverAgain delivers what is pending for the consumer behind an id.
func (r *reading) deliverAgain(c *command.Call, s opened, g *stream.Group, start stream.ID, out *streamsReply) {
	m := s.consumer(c, g, c.Args[r.groupArg+1])
	out.begin(c, s.Key)
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
	now, count := c.Tx.Now(), p.Again()
	s.logDelivery(c, g, &stream.Pending{ID: p.ID, Consumer: p.Consumer, Time: now, Count: count})
	g.Deliver(p.ID, now, count)
}
