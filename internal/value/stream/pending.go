package stream

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Pending is an entry that was delivered and not acknowledged. Consumer is a view, valid until the group changes.
type Pending struct {
	ID       ID
	Consumer []byte
	// Time is when it was last delivered, in unix milliseconds, and Count how often.
	Time  int64
	Count uint64

	isUnowned bool // see AddUnowned
}

const (
	// pendingHead is flags and the time in 6 bytes.
	pendingHead = 1 + 6
	flagUnowned = 1
)

// maxTime is the latest time that a pending entry can carry.
const maxTime = 1<<48 - 1

func appendPending(dst []byte, p *Pending) []byte {
	t := uint64(min(max(p.Time, 0), maxTime))
	var flags byte
	if p.isUnowned {
		flags |= flagUnowned
	}
	dst = append(dst, flags, byte(t), byte(t>>8), byte(t>>16), byte(t>>24), byte(t>>32), byte(t>>40))
	dst = binary.AppendUvarint(dst, p.Count)
	return append(dst, p.Consumer...)
}

func readPending(id ID, b []byte) (p Pending, err error) {
	if len(b) < pendingHead || b[0]&^flagUnowned != 0 {
		return p, page.ErrCorrupt
	}
	p.ID, p.isUnowned = id, b[0]&flagUnowned != 0
	p.Time = int64(binary.LittleEndian.Uint32(b[1:])) | int64(binary.LittleEndian.Uint16(b[5:]))<<32
	count, at := readUint(b, pendingHead)
	if at < 0 {
		return p, page.ErrCorrupt
	}
	p.Count, p.Consumer = count, b[at:]
	return p, nil
}

// Pending is how many entries are pending in the group.
func (g *Group) Pending() int { return g.pending.Len() }

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

// put makes an entry pending for a consumer that there is.
func (g *Group) put(p *Pending) {
	g.scratch = appendPending(g.scratch[:0], p)
	e := page.Entry{ID: p.ID, Value: page.Text(g.scratch)}
	to := g.owner(p.Consumer)
	isNew, err := g.pending.Add(e)
	must(err)
	if !isNew {
		from := g.replace(e)
		if from == to {
			return
		}
		_, err := from.pending.Delete(page.Bound{ID: p.ID})
		must(err)
		to = g.owner(p.Consumer) // both may have shared a slot
	}
	_, err = to.pending.Add(page.Entry{ID: p.ID})
	must(err)
}

// replace puts e in the place of the pending entry of its id and returns whose that was.
func (g *Group) replace(e page.Entry) *Consumer {
	i, _, err := g.pending.Rank(page.Bound{ID: e.ID})
	must(err)
	old, err := g.pending.Get(i)
	must(err)
	p, err := readPending(e.ID, textOf(old.Value))
	must(err)
	from := g.owner(p.Consumer)
	must(g.pending.Replace(i, e))
	return from
}

// Ack removes what is pending under an id and reports whether there was anything.
func (g *Group) Ack(id ID) bool {
	p, found := g.Find(id)
	if !found {
		return false
	}
	c := g.owner(p.Consumer)
	_, err := g.pending.Delete(page.Bound{ID: id})
	must(err)
	_, err = c.pending.Delete(page.Bound{ID: id})
	must(err)
	return true
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
