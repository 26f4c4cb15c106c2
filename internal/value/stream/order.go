package stream

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// A group that keeps the order of entries with the same value of a field has a lane for every such value that is in
// use. One entry of a lane is delivered at a time; those behind it are parked until it is acknowledged. Then it is the
// turn of the first of them.

// lane is what a group knows about one value of the field.
type lane struct {
	number uint64
	parked uint64
	turn   uint64 // its place among the lanes whose turn it is; 0 if its holder is pending
	holder ID
}

// lanes is the order of a group.
type lanes struct {
	byValue pagemap.Map   // lanes by the value of the field
	parked  pagetree.Tree // ids of the entries that are parked
	queue   pagetree.Tree // the same by lane and in order
	turns   pagetree.Tree // values of the lanes whose turn it is
	serial  uint64
}

const (
	laneBytes = 1 + 3*8 + 16
	// lanesBytes is the length of lanes in a group's record.
	lanesBytes = pagemap.SharedRootLen + 3*pagetree.SharedRootLen + 8
)

func (l *lanes) init(pages *page.Pages) {
	l.byValue = pagemap.NewIn(pages, page.Pairs)
	l.parked, l.queue, l.turns = pagetree.NewIn(pages, page.IDs), pagetree.NewIn(pages, page.IDs), pagetree.NewIn(pages, page.IDs)
	l.serial = 0
}

func (l *lanes) append(dst []byte) []byte {
	dst = l.byValue.AppendSharedRoot(dst)
	dst = l.turns.AppendSharedRoot(l.queue.AppendSharedRoot(l.parked.AppendSharedRoot(dst)))
	return binary.LittleEndian.AppendUint64(dst, l.serial)
}

func (l *lanes) open(pages *page.Pages, b []byte) (err error) {
	if err = l.byValue.OpenIn(pages, page.Pairs, b); err != nil {
		return err
	}
	b = b[pagemap.SharedRootLen:]
	for _, t := range [...]*pagetree.Tree{&l.parked, &l.queue, &l.turns} {
		if err = t.OpenIn(pages, page.IDs, b); err != nil {
			return err
		}
		b = b[pagetree.SharedRootLen:]
	}
	l.serial = binary.LittleEndian.Uint64(b)
	return nil
}

// clear frees all lanes.
func (l *lanes) clear() {
	l.byValue.Clear()
	for _, t := range [...]*pagetree.Tree{&l.parked, &l.queue, &l.turns} {
		t.Clear()
	}
}

func (l *lanes) copyTo(to *lanes) {
	copyMap(&to.byValue, &l.byValue)
	copyTree(&to.parked, &l.parked)
	copyTree(&to.queue, &l.queue)
	copyTree(&to.turns, &l.turns)
	to.serial = l.serial
}

// get finds the lane of a value.
func (l *lanes) get(value []byte) (ln lane, found bool) {
	e, found, err := l.byValue.Get(page.Text(value))
	must(err)
	if !found {
		return ln, false
	}
	b := textOf(e.Value)
	if len(b) != laneBytes {
		must(page.ErrCorrupt)
	}
	le := binary.LittleEndian
	return lane{le.Uint64(b[1:]), le.Uint64(b[9:]), le.Uint64(b[17:]), readID(b[25:])}, true
}

func (l *lanes) set(value []byte, ln lane) {
	var room [laneBytes]byte
	b := append(room[:0], 0) // so that it is no number
	for _, n := range [...]uint64{ln.number, ln.parked, ln.turn} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	_, err := l.byValue.Set(page.Entry{Key: page.Text(value), Value: page.Text(appendID(b, ln.holder))})
	must(err)
}

func (l *lanes) next() uint64 {
	l.serial++
	return l.serial
}

// first is the first entry that is parked in a lane.
func (l *lanes) first(ln lane) (place, id ID) {
	i, _, err := l.queue.Rank(page.Bound{ID: ID{Hi: ln.number}})
	must(err)
	e, err := l.queue.Get(i)
	must(err)
	b := textOf(e.Value)
	return e.ID, ID{Hi: binary.BigEndian.Uint64(b), Lo: binary.BigEndian.Uint64(b[8:])}
}

// unpark takes the first parked entry out of a lane.
func (l *lanes) unpark(ln *lane) {
	place, id := l.first(*ln)
	_, err := l.queue.Delete(page.Bound{ID: place})
	must(err)
	_, err = l.parked.Delete(page.Bound{ID: id})
	must(err)
	ln.parked--
}

// endTurn takes a lane out of those whose turn it is.
func (l *lanes) endTurn(ln *lane) {
	if ln.turn != 0 {
		_, err := l.turns.Delete(page.Bound{ID: ID{Lo: ln.turn}})
		must(err)
		ln.turn = 0
	}
}

// orderValue is the value that decides about an entry's lane; entries without the field have none.
func (g *Group) orderValue(e *Entry) ([]byte, bool) {
	if g.Properties.OrderBy == "" {
		return nil, false
	}
	it, found := e.Value(page.Text([]byte(g.Properties.OrderBy)))
	return it.AppendText([]byte{}), found // never nil, which would be no lane
}

// Park parks an entry that was not delivered yet, if its lane is in use, and reports whether it did.
func (g *Group) Park(e *Entry) bool {
	value, has := g.orderValue(e)
	if !has {
		return false
	}
	l := &g.lanes
	ln, found := l.get(value)
	if !found || ln.turn == 0 && ln.holder == e.ID {
		return false
	}
	if isNew, err := l.parked.Add(page.Entry{ID: e.ID}); !isNew {
		must(err)
		return true // it was delivered a second time by XGROUP SETID
	}
	var id [16]byte
	_, err := l.queue.Add(page.Entry{ID: ID{Hi: ln.number, Lo: l.next()}, Value: page.Text(appendBigID(id[:0], e.ID))})
	must(err)
	ln.parked++
	l.set(value, ln)
	return true
}

// enter makes an entry that is about to be pending the holder of its lane, and returns the value of that.
func (g *Group) enter(id ID) []byte {
	if g.Properties.OrderBy == "" {
		return nil
	}
	e, _ := g.s.Get(id)
	value, has := g.orderValue(&e)
	if !has {
		return nil
	}
	l := &g.lanes
	ln, found := l.get(value)
	switch {
	case !found:
		ln = lane{number: l.next()}
	case ln.turn == 0:
		return nil // somebody claims it out of order
	}
	for ln.parked > 0 {
		_, first := l.first(ln)
		if first != id && g.s.Has(first) {
			break
		}
		l.unpark(&ln) // it is this one, or one before it that is no longer in the stream
		if first == id {
			break
		}
	}
	l.endTurn(&ln)
	ln.holder = id
	l.set(value, ln)
	return value
}

// leave ends what an entry holds that is no longer pending.
func (g *Group) leave(p *Pending) {
	if p.lane == nil {
		return
	}
	l := &g.lanes
	ln, found := l.get(p.lane)
	if !found || ln.turn != 0 || ln.holder != p.ID {
		return
	}
	g.pass(p.lane, ln)
}

// pass makes it the turn of the next entry of a lane, or ends the lane.
func (g *Group) pass(value []byte, ln lane) {
	l := &g.lanes
	if ln.parked == 0 {
		l.endTurn(&ln)
		_, err := l.byValue.Delete(page.Text(value))
		must(err)
		return
	}
	if ln.turn == 0 {
		ln.turn = l.next()
		_, err := l.turns.Add(page.Entry{ID: ID{Lo: ln.turn}, Value: page.Text(value)})
		must(err)
	}
	l.set(value, ln)
}

// NextTurn is the entry whose turn it is. Entries that were deleted while they were parked are forgotten.
func (g *Group) NextTurn() (id ID, found bool) {
	for g.Turns() > 0 {
		e, err := g.lanes.turns.Get(0)
		must(err)
		value := e.Value.AppendText([]byte{})
		ln, _ := g.lanes.get(value)
		if _, id = g.lanes.first(ln); g.s.Has(id) {
			return id, true
		}
		g.lanes.unpark(&ln)
		g.pass(value, ln)
	}
	return id, false
}

// Turns is how many lanes have an entry whose turn it is.
func (g *Group) Turns() int {
	if g.Properties.OrderBy == "" {
		return 0
	}
	return g.lanes.turns.Len()
}

// Parked is how many entries are parked.
func (g *Group) Parked() int {
	if g.Properties.OrderBy == "" {
		return 0
	}
	return g.lanes.parked.Len()
}

// firstParked is the first entry that is parked.
func (g *Group) firstParked() (id ID, found bool) {
	if g.Parked() == 0 {
		return id, false
	}
	e, err := g.lanes.parked.Get(0)
	must(err)
	return e.ID, true
}

// Settled is the last id up to which every entry was delivered: LastID, unless entries are parked.
func (g *Group) Settled() ID {
	if first, parked := g.firstParked(); parked && first.Compare(g.LastID) <= 0 {
		before, _ := Prev(first)
		return before
	}
	return g.LastID
}

// isParked reports whether an entry is parked.
func (g *Group) isParked(id ID) bool {
	if g.Parked() == 0 {
		return false
	}
	_, found, err := g.lanes.parked.Find(page.Bound{ID: id})
	must(err)
	return found
}
