package stream

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// A group keeps the entries that are due at a time in a tree by that time, with a serial number to tell them apart; the
// value is the id of the entry. A pending entry knows its place there. Those that are to be delivered again come first,
// and behind them, at dyingFrom plus their times, those that go to the dead letters: who looks for the ones need not
// step over the others, of which there may be many.
const dyingFrom = 1 << 63

// schedule makes a pending entry, of which p is the state until it is stored, due at a time; 0 is never.
func (g *Group) schedule(p *Pending, at int64) {
	g.unschedule(p)
	if at == 0 {
		return
	}
	g.serial++
	p.Due, p.serial, p.isDying = min(at, maxTime), g.serial, g.Properties.IsExhausted(p.Count)
	var id [16]byte
	_, err := g.due.Add(page.Entry{ID: p.place(), Value: page.Text(appendBigID(id[:0], p.ID))})
	must(err)
}

// unschedule takes it back.
func (g *Group) unschedule(p *Pending) {
	if p.Due == 0 {
		return
	}
	_, err := g.due.Delete(page.Bound{ID: p.place()})
	must(err)
	p.Due, p.serial, p.isDying = 0, 0, false
}

func (p *Pending) place() ID {
	if p.isDying {
		return ID{Hi: dyingFrom + uint64(p.Due), Lo: p.serial}
	}
	return ID{Hi: uint64(p.Due), Lo: p.serial}
}

// IsDue reports whether the entry is to be delivered again by now.
func (p *Pending) IsDue(now int64) bool { return p.Due != 0 && p.Due <= now && !p.isDying }

// appendBigID appends an id.
func appendBigID(dst []byte, id ID) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(dst, id.Hi), id.Lo)
}

// NextDue is when the first of the group's entries is due; 0 is never.
func (g *Group) NextDue() int64 { return earlier(g.nextDelivery(0), g.nextDeath()) }

// nextDelivery is when the first entry behind a time is to be delivered again; 0 is never.
func (g *Group) nextDelivery(after int64) int64 {
	if at := g.firstDue(uint64(after + 1)); at < dyingFrom {
		return int64(at)
	}
	return 0
}

// nextDeath is when the first entry goes to the dead letters; 0 is never.
func (g *Group) nextDeath() int64 {
	if at := g.firstDue(dyingFrom); at != 0 {
		return int64(at - dyingFrom)
	}
	return 0
}

// firstDue is the first of the times in the tree that is not before one; 0 if there is none.
func (g *Group) firstDue(from uint64) uint64 {
	if g.due.Len() == 0 {
		return 0
	}
	i, _, err := g.due.Rank(page.Bound{ID: ID{Hi: from}})
	must(err)
	if i == g.due.Len() {
		return 0
	}
	e, err := g.due.Get(i)
	must(err)
	return e.ID.Hi
}

// Due visits the ids of the entries that are to be delivered again by now, as long as visit wants more. The group must
// not change meanwhile.
func (g *Group) Due(now int64, visit func(id ID) (more bool)) {
	g.walkDue(pagetree.CursorAt(0), uint64(now), visit)
}

// Dying visits the ids of the entries that go to the dead letters by now, as Due does.
func (g *Group) Dying(now int64, visit func(id ID) (more bool)) {
	if g.due.Len() == 0 {
		return
	}
	i, _, err := g.due.Rank(page.Bound{ID: ID{Hi: dyingFrom}})
	must(err)
	g.walkDue(pagetree.CursorAt(i), dyingFrom+uint64(now), visit)
}

func (g *Group) walkDue(c pagetree.Cursor, by uint64, visit func(id ID) (more bool)) {
	for {
		e, ok, err := g.due.Next(&c)
		must(err)
		if !ok || e.ID.Hi > by {
			return
		}
		b := textOf(e.Value)
		if !visit(ID{Hi: binary.BigEndian.Uint64(b), Lo: binary.BigEndian.Uint64(b[8:])}) {
			return
		}
	}
}

// Scheduled is how many entries are due at some time.
func (g *Group) Scheduled() int { return g.due.Len() }

// SetProperties changes the group's properties. What is pending follows them at once, but what was given back stays due
// when it was to be. It reports false, and changes nothing, if the order cannot change.
func (g *Group) SetProperties(p Properties) bool {
	old := g.Properties
	if !g.SetOrderBy(p.OrderBy) {
		return false
	}
	g.Properties = p
	if !p.schedulesLike(&old) {
		g.reschedule(&old)
	}
	return true
}

// reschedule makes what is pending due as the group's properties say, which were others before.
func (g *Group) reschedule(old *Properties) {
	g.due.Clear()
	for i := range g.pending.Len() {
		e, err := g.pending.Get(i)
		must(err)
		p, err := readPending(e.ID, textOf(e.Value))
		must(err)
		at := g.Properties.Due(p.Time, p.Count)
		if p.Due != old.Due(p.Time, p.Count) {
			at = p.Due // it was given back
		}
		own := p.clone()
		own.Due, own.serial, own.isDying = 0, 0, false
		g.schedule(&own, at)
		g.store(i, &own)
	}
}

// Release takes a pending entry from its consumer and makes it due at a time, with a new count of deliveries. It reports
// whether it is pending.
func (g *Group) Release(id ID, at int64, count uint64, reason []byte) bool {
	i, found, err := g.pending.Rank(page.Bound{ID: id})
	must(err)
	if !found {
		return false
	}
	p, _ := g.Find(id)
	own := p.clone()
	if !own.Unowned {
		g.disown(&own)
	}
	own.Unowned, own.Reason, own.Count = true, reason, count
	g.schedule(&own, at)
	g.store(i, &own)
	return true
}

// Offer makes an entry pending that is not, for nobody, due at a time, as if it had been delivered so often and given back.
func (g *Group) Offer(id ID, at int64, count uint64, reason []byte) {
	p := Pending{ID: id, Unowned: true, Count: count, Reason: reason}
	g.schedule(&p, at)
	g.insert(&p)
}

// store puts p in the place of the i-th pending entry.
func (g *Group) store(i int, p *Pending) {
	g.scratch = appendPending(g.scratch[:0], p)
	must(g.pending.Replace(i, page.Entry{ID: p.ID, Value: page.Text(g.scratch)}))
}
