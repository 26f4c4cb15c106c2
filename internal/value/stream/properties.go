package stream

import (
	"encoding/binary"
	"math"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Properties are what a group does by itself about entries that nobody acknowledges. The zero Properties do nothing.
type Properties struct {
	// Visibility is for how many milliseconds an entry belongs to the consumer that it was delivered to: after that the
	// next consumer that asks for new entries gets it. 0 is for ever.
	Visibility int64
	// Backoff is by how much Visibility grows with every delivery, in percent: 200 doubles it, 100 leaves it as it is.
	Backoff int64
	// MaxVisibility is the most that it grows to; 0 is no limit.
	MaxVisibility int64
	// MaxDeliveries is how often an entry is delivered before it goes to the stream DeadLetter; 0 is no limit.
	MaxDeliveries uint64
	DeadLetter    string
	// OrderBy names a field: of the entries with the same value of it one is delivered at a time, in order.
	OrderBy string
}

const (
	// PlainBackoff is a Backoff that changes nothing.
	PlainBackoff = 100

	// extrasBytes is the length of its extras, the name of the dead letters apart.
	extrasBytes = pagetree.SharedRootLen + 5*8 + 2
)

// Due is when an entry that was delivered at a time for the count-th time is to be delivered again; 0 is never.
func (p *Properties) Due(time int64, count uint64) int64 {
	if p.Visibility == 0 {
		return 0
	}
	limit := int64(maxTime)
	if p.MaxVisibility > 0 {
		limit = min(limit, p.MaxVisibility)
	}
	wait := min(p.Visibility, limit)
	for ; count > 1 && wait < limit && p.Backoff > PlainBackoff; count-- {
		wait = min(max(wait+1, wait*p.Backoff/PlainBackoff), limit)
	}
	return min(time+wait, maxTime)
}

// IsExhausted reports whether an entry has been delivered as often as it may be.
func (p *Properties) IsExhausted(count uint64) bool {
	return p.MaxDeliveries > 0 && count >= p.MaxDeliveries
}

// schedulesLike reports whether the same entries are due at the same times, and die then.
func (p *Properties) schedulesLike(o *Properties) bool {
	return p.Visibility == o.Visibility && p.Backoff == o.Backoff && p.MaxVisibility == o.MaxVisibility &&
		p.MaxDeliveries == o.MaxDeliveries
}

// appendExtras appends what a group has besides what every group has, if there is any.
func (g *Group) appendExtras(dst []byte) []byte {
	if !g.hasExtras() {
		return dst
	}
	p := &g.Properties
	dst = g.due.AppendSharedRoot(dst)
	for _, n := range [...]uint64{g.serial, uint64(p.Visibility), uint64(p.Backoff), uint64(p.MaxVisibility), p.MaxDeliveries} {
		dst = binary.LittleEndian.AppendUint64(dst, n)
	}
	dst = binary.LittleEndian.AppendUint16(dst, uint16(len(p.DeadLetter)))
	dst = append(dst, p.DeadLetter...)
	if p.OrderBy == "" {
		return dst
	}
	return append(g.lanes.append(dst), p.OrderBy...)
}

// hasExtras does not depend on what has been: a group is plain again when nothing is due any more, and its numbers may
// begin anew.
func (g *Group) hasExtras() bool { return g.Properties != Properties{} || g.due.Len() > 0 }

// readExtras is the inverse of appendExtras.
func (g *Group) readExtras(b []byte) (err error) {
	g.Properties, g.serial = Properties{}, 0
	if len(b) == 0 {
		g.due.InitIn(g.s.groups.Pages(), page.IDs)
		return nil
	}
	if len(b) < extrasBytes {
		return page.ErrCorrupt
	}
	if err = g.due.OpenIn(g.s.groups.Pages(), page.IDs, b); err != nil {
		return err
	}
	b = b[pagetree.SharedRootLen:]
	le := binary.LittleEndian
	g.serial = le.Uint64(b)
	g.Properties = Properties{
		Visibility: int64(le.Uint64(b[8:])), Backoff: int64(le.Uint64(b[16:])), MaxVisibility: int64(le.Uint64(b[24:])),
		MaxDeliveries: le.Uint64(b[32:]),
	}
	n := int(le.Uint16(b[40:]))
	if b = b[42:]; n > len(b) {
		return page.ErrCorrupt
	}
	g.Properties.DeadLetter, b = string(b[:n]), b[n:]
	if len(b) == 0 {
		return nil
	}
	if len(b) < lanesBytes {
		return page.ErrCorrupt
	}
	g.Properties.OrderBy = string(b[lanesBytes:])
	return g.lanes.open(g.s.groups.Pages(), b)
}

// SetOrderBy has the group keep the order of entries with the same value of a field, from now on; none is "". It reports
// false if entries are parked, which would lose their places.
func (g *Group) SetOrderBy(field string) bool {
	switch {
	case field == g.Properties.OrderBy:
		return true
	case g.awaitsTurn():
		return false
	case g.Properties.OrderBy != "":
		g.lanes.clear()
		g.forgetLanes()
	}
	g.lanes.init(g.s.groups.Pages())
	g.Properties.OrderBy = field
	return true
}

// awaitsTurn reports whether an entry is parked that is still in the stream. Those that were deleted are forgotten at a
// turn, which is not logged, so they must not make a difference.
func (g *Group) awaitsTurn() (waits bool) {
	if g.Parked() == 0 {
		return false
	}
	for c := pagetree.CursorAt(0); !waits; {
		e, ok, err := g.lanes.parked.Next(&c)
		must(err)
		if !ok {
			return false
		}
		waits = g.s.Has(e.ID)
	}
	return true
}

// forgetLanes has pending entries hold nothing.
func (g *Group) forgetLanes() {
	for i := range g.pending.Len() {
		e, err := g.pending.Get(i)
		must(err)
		p, err := readPending(e.ID, textOf(e.Value))
		must(err)
		own := p.clone()
		own.lane = nil
		g.store(i, &own)
	}
}

// MaxDeadLetter is the longest name of a stream of dead letters.
const MaxDeadLetter = math.MaxUint16
