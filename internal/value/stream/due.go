package stream

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// A group keeps the entries that are due at a time in a tree by that time, with a serial number to tell them apart; the
// value is the id of the entry. A pending entry knows its place there.

// schedule makes a pending entry, of which p is the state until it is stored, due at a time; 0 is never.
func (g *Group) schedule(p *Pending, at int64) {
	g.unschedule(p)
	if at == 0 {
		return
	}
	g.serial++
	p.Due, p.serial = min(at, maxTime), g.serial
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
	p.Due, p.serial = 0, 0
}

func (p *Pending) place() ID { return ID{Hi: uint64(p.Due), Lo: p.serial} }

// appendBigID appends an id.
func appendBigID(dst []byte, id ID) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(dst, id.Hi), id.Lo)
}

// NextDue is when the first of the group's entries is due; 0 is never.
func (g *Group) NextDue() int64 {
	if g.due.Len() == 0 {
		return 0
	}
	e, err := g.due.Get(0)
	must(err)
	return int64(e.ID.Hi)
}

// Due visits the ids of the entries that are due by now, as long as visit wants more. The group must not change
// meanwhile.
func (g *Group) Due(now int64, visit func(id ID) (more bool)) {
	for c := pagetree.CursorAt(0); ; {
		e, ok, err := g.due.Next(&c)
		must(err)
		if !ok || int64(e.ID.Hi) > now {
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

// Reschedule makes what is pending due as the group's properties say, after those have changed.
func (g *Group) Reschedule() {
	g.due.Clear()
	for i := range g.pending.Len() {
		e, err := g.pending.Get(i)
		must(err)
		p, err := readPending(e.ID, textOf(e.Value))
		must(err)
		own := p.clone()
		own.Due, own.serial = 0, 0
		g.schedule(&own, g.Properties.Due(p.Time, p.Count))
		g.store(i, &own)
	}
}

// Release makes a pending entry due at a time, with a new count of deliveries, and reports whether it is pending.
func (g *Group) Release(id ID, at int64, count uint64, reason []byte) bool {
	i, found, err := g.pending.Rank(page.Bound{ID: id})
	must(err)
	if !found {
		return false
	}
	p, _ := g.Find(id)
	own := p.clone()
	own.Reason = reason
	own.Count = count
	g.schedule(&own, at)
	g.store(i, &own)
	return true
}

// store puts p in the place of the i-th pending entry.
func (g *Group) store(i int, p *Pending) {
	g.scratch = appendPending(g.scratch[:0], p)
	must(g.pending.Replace(i, page.Entry{ID: p.ID, Value: page.Text(g.scratch)}))
}
