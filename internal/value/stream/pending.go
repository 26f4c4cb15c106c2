package stream

import (
	"bytes"
	"encoding/binary"
	"math"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Pending is an entry that was delivered and not acknowledged. Consumer and Reason are views, valid until the group
// changes.
type Pending struct {
	ID ID
	// Consumer has it, unless it is Unowned because it was given back: then Consumer is who had it last, if anybody.
	Consumer []byte
	Unowned  bool
	// Time is when it was last delivered, in unix milliseconds, and Count how often.
	Time  int64
	Count uint64
	// Due is when it is to be delivered again, 0 for never.
	Due int64
	// First is when it was first delivered, and Reason why a consumer has given it back. Only groups with properties
	// know them.
	First  int64
	Reason []byte

	lane    []byte // the value whose lane it holds; a view
	serial  uint64 // of its place among those that are due
	isDying bool   // it goes to the dead letters when it is due
}

const (
	timeBytes = 6
	// pendingHead is flags and the time.
	pendingHead = 1 + timeBytes

	flagUnowned = 1
	flagDue     = 2 // a time and a serial number follow the count
	flagFirst   = 4 // then a time
	flagReason  = 8 // then a text, its length first
	flagLane    = 16
	flagDying   = 32
	allFlags    = flagUnowned | flagDue | flagFirst | flagReason | flagLane | flagDying
)

// MostDeliveries is how far deliveries are counted: as far as clients and the log can say.
const MostDeliveries = math.MaxInt64

// Again is the count of the entry when it is delivered once more.
func (p *Pending) Again() uint64 { return min(p.Count, MostDeliveries-1) + 1 }

// maxTime is the latest time that a pending entry can carry.
const maxTime = MaxTime

// MaxTime is the latest time, in unix milliseconds.
const MaxTime = page.MaxExpireAt

func appendPending(dst []byte, p *Pending) []byte {
	at := len(dst)
	dst = appendTime(append(dst, 0), p.Time)
	dst = binary.AppendUvarint(dst, p.Count)
	var flags byte
	if p.Unowned {
		flags |= flagUnowned
	}
	if p.Due != 0 {
		flags |= flagDue
		dst = binary.AppendUvarint(appendTime(dst, p.Due), p.serial)
	}
	if p.isDying {
		flags |= flagDying
	}
	if p.First != 0 {
		flags |= flagFirst
		dst = appendTime(dst, p.First)
	}
	if len(p.Reason) > 0 {
		flags |= flagReason
		dst = append(binary.AppendUvarint(dst, uint64(len(p.Reason))), p.Reason...)
	}
	if p.lane != nil {
		flags |= flagLane
		dst = append(binary.AppendUvarint(dst, uint64(len(p.lane))), p.lane...)
	}
	dst[at] = flags
	return append(dst, p.Consumer...)
}

func appendTime(dst []byte, millis int64) []byte {
	t := uint64(min(max(millis, 0), maxTime))
	return append(dst, byte(t), byte(t>>8), byte(t>>16), byte(t>>24), byte(t>>32), byte(t>>40))
}

// readTime reads a time. Like readUint it takes its own -1.
func readTime(b []byte, off int) (int64, int) {
	if off < 0 || len(b)-off < timeBytes {
		return 0, -1
	}
	le := binary.LittleEndian
	return int64(le.Uint32(b[off:])) | int64(le.Uint16(b[off+4:]))<<32, off + timeBytes
}

func readPending(id ID, b []byte) (p Pending, err error) {
	if len(b) < pendingHead || b[0]&^allFlags != 0 {
		return p, page.ErrCorrupt
	}
	p.ID, p.Unowned, p.isDying = id, b[0]&flagUnowned != 0, b[0]&flagDying != 0
	at := 1
	p.Time, at = readTime(b, at)
	p.Count, at = readUint(b, at)
	if b[0]&flagDue != 0 {
		p.Due, at = readTime(b, at)
		p.serial, at = readUint(b, at)
	}
	if b[0]&flagFirst != 0 {
		p.First, at = readTime(b, at)
	}
	if b[0]&flagReason != 0 {
		p.Reason, at = readText(b, at)
	}
	if b[0]&flagLane != 0 {
		p.lane, at = readText(b, at)
	}
	if at < 0 {
		return p, page.ErrCorrupt
	}
	p.Consumer = b[at:]
	return p, nil
}

// readText reads a text behind its length. Like readUint it takes its own -1.
func readText(b []byte, off int) ([]byte, int) {
	n, at := readUint(b, off)
	if at < 0 || n > uint64(len(b)-at) {
		return nil, -1
	}
	end := at + int(n)
	return b[at:end:end], end
}

// clone returns p with texts of its own.
func (p *Pending) clone() Pending {
	own := *p
	own.Consumer, own.Reason, own.lane = bytes.Clone(p.Consumer), bytes.Clone(p.Reason), bytes.Clone(p.lane)
	return own
}

// Owner is who has the entry, or nobody.
func (p *Pending) Owner() []byte {
	if p.Unowned {
		return nil
	}
	return p.Consumer
}

// Pending is how many entries are pending in the group.
func (g *Group) Pending() int { return g.pending.Len() }

// Unowned is how many of them nobody has.
func (g *Group) Unowned() int {
	n := g.pending.Len()
	g.eachConsumer(func(c *Consumer) { n -= c.Pending() })
	return n
}

// Find returns what is pending under an id.
func (g *Group) Find(id ID) (p Pending, found bool) {
	e, found, err := g.pending.Find(page.Bound{ID: id})
	must(err)
	if !found {
		return p, false
	}
	p, err = readPending(id, textOf(e.Value))
	must(err)
	return p, true
}

// WalkPending visits what is pending between two ids, both included, as long as visit wants more.
func (g *Group) WalkPending(from, to ID, visit func(p *Pending) (more bool)) {
	rank, _, err := g.pending.Rank(page.Bound{ID: from})
	must(err)
	for c := pagetree.CursorAt(rank); ; {
		e, ok, err := g.pending.Next(&c)
		must(err)
		if !ok || e.ID.Compare(to) > 0 {
			return
		}
		p, err := readPending(e.ID, textOf(e.Value))
		must(err)
		if !visit(&p) {
			return
		}
	}
}

// Deliver makes an entry pending for the consumer that Consumer or CreateConsumer has opened, whoever had it before.
func (g *Group) Deliver(id ID, time int64, count uint64) {
	g.put(&Pending{ID: id, Consumer: g.slots[0].name, Time: time, Count: count})
}

// DeliverAll is Deliver for entries at ascending ids.
func (g *Group) DeliverAll(ids []ID, time int64, count uint64) {
	c := &g.slots[0]
	for len(ids) > 0 {
		n := 0
		if !g.hasExtras() {
			g.scratch = appendPending(g.scratch[:0], &Pending{Consumer: c.name, Time: time, Count: count})
			var err error
			n, err = g.pending.AddRun(ids, page.Text(g.scratch))
			must(err)
			c.add(ids[:n])
		}
		if n == 0 {
			g.Deliver(ids[0], time, count)
			n = 1
		}
		ids = ids[n:]
	}
}

// put makes an entry pending for a consumer that there is.
func (g *Group) put(p *Pending) {
	if g.hasExtras() {
		g.putScheduled(p)
		return
	}
	g.scratch = appendPending(g.scratch[:0], p)
	isNew, err := g.pending.Add(page.Entry{ID: p.ID, Value: page.Text(g.scratch)})
	must(err)
	if isNew {
		g.own(p)
		return
	}
	i, _, err := g.pending.Rank(page.Bound{ID: p.ID})
	must(err)
	g.take(i, p)
}

// putScheduled is put where entries are due at a time.
func (g *Group) putScheduled(p *Pending) {
	i, found, err := g.pending.Rank(page.Bound{ID: p.ID})
	must(err)
	var old Pending
	if found {
		old, _ = g.Find(p.ID)
		p.First, p.Due, p.serial, p.isDying = old.First, old.Due, old.serial, old.isDying
		p.lane = bytes.Clone(old.lane)
	} else {
		p.lane = g.enter(p.ID)
	}
	if old.Time == 0 { // it is delivered for the first time
		p.First = p.Time
	}
	g.schedule(p, g.Properties.Due(p.Time, p.Count))
	if found {
		g.take(i, p)
		return
	}
	g.insert(p)
}

// insert makes an entry pending that is not.
func (g *Group) insert(p *Pending) {
	g.scratch = appendPending(g.scratch[:0], p)
	_, err := g.pending.Add(page.Entry{ID: p.ID, Value: page.Text(g.scratch)})
	must(err)
	if !p.Unowned {
		g.own(p)
	}
}

// own and disown note that an entry is pending for its consumer, and that it is so no longer.
func (g *Group) own(p *Pending) {
	_, err := g.owner(p.Consumer).pending.Add(page.Entry{ID: p.ID})
	must(err)
}

func (g *Group) disown(p *Pending) {
	_, err := g.owner(p.Consumer).pending.Delete(page.Bound{ID: p.ID})
	must(err)
}

// take gives the i-th pending entry to the consumer of p, whoever had it.
func (g *Group) take(i int, p *Pending) {
	e, err := g.pending.Get(i)
	must(err)
	old, err := readPending(p.ID, textOf(e.Value))
	must(err)
	if old.Unowned {
		g.own(p)
	} else if !bytes.Equal(old.Consumer, p.Consumer) {
		g.disown(&old)
		g.own(p)
	}
	g.store(i, p)
}

// release ends what a pending entry holds besides its place.
func (g *Group) release(p *Pending) {
	g.unschedule(p)
	g.leave(p)
}

// Ack removes what is pending under an id and reports whether there was anything.
func (g *Group) Ack(id ID) bool {
	return g.ackRun([]ID{id}) > 0
}

// AckAll is Ack for several ids, and returns for how many there was something.
func (g *Group) AckAll(ids []ID) (acked int) {
	for len(ids) > 0 {
		n := g.ackRun(ids)
		acked += n
		ids = ids[max(n, 1):]
	}
	return acked
}

// ackRun removes what is pending under the first of some ids, as many as lie one behind the other, and returns how many
// those are.
func (g *Group) ackRun(ids []ID) int {
	var c *Consumer
	done, seen := 0, 0 // of c's, and of all
	n, err := g.pending.TakeRun(ids, func(e page.Entry) {
		p, err := readPending(e.ID, textOf(e.Value))
		must(err)
		if p.Unowned || c == nil || !bytes.Equal(c.name, p.Consumer) {
			if c != nil {
				c.forget(ids[done:seen])
			}
			if c, done = nil, seen; !p.Unowned {
				c = g.owner(p.Consumer)
			}
		}
		g.release(&p)
		seen++
	})
	must(err)
	if c != nil {
		c.forget(ids[done:seen])
	}
	return n
}

// PendingEnds returns the first and the last of what is pending.
func (g *Group) PendingEnds() (first, last ID, found bool) {
	n := g.pending.Len()
	if n == 0 {
		return first, last, false
	}
	e, err := g.pending.Get(0)
	must(err)
	f, err := g.pending.Get(n - 1)
	must(err)
	return e.ID, f.ID, true
}
