package pagemap

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
)

const (
	groupBits = 4
	groups    = 1 << groupBits

	dueAt    = page.HeaderLen
	endsAt   = dueAt + 8
	runStart = endsAt + 2*groups

	// maxDepth bounds how many hash bits may choose a bucket. A cursor is that
	// many bits.
	maxDepth = 48
)

// bucket is a page of entries whose hashes begin with the same bits: as many
// as the page's level says. Behind the header stand a lower bound of its
// expiries and the end of each group.
type bucket struct{ page.Page }

// groupOf returns the group of hash in a bucket of the given depth.
func groupOf(hash uint64, depth int) int { return int(hash << depth >> (64 - groupBits)) }

func (b bucket) end(group int) int {
	return int(binary.LittleEndian.Uint16(b.Page[endsAt+2*group:]))
}

func (b bucket) setEnd(group, off int) {
	binary.LittleEndian.PutUint16(b.Page[endsAt+2*group:], uint16(off))
}

func (b bucket) start(group int) int {
	if group == 0 {
		return runStart
	}
	return b.end(group - 1)
}

// upTo returns the page up to the end of a group, and where the group starts:
// -1 if that makes no sense.
func (b bucket) upTo(group int) ([]byte, int) {
	start, end := b.start(group), b.end(group)
	if start < runStart || start > end || end > len(b.Page) {
		return nil, -1
	}
	return b.Page[:end], start
}

// shift moves the ends of the groups from group on.
func (b bucket) shift(group, by int) {
	for g := group; g < groups; g++ {
		b.setEnd(g, b.end(g)+by)
	}
}

func (b bucket) due() int64 { return int64(binary.LittleEndian.Uint64(b.Page[dueAt:])) }

func (b bucket) setDue(at int64) { binary.LittleEndian.PutUint64(b.Page[dueAt:], uint64(at)) }

func (b bucket) hasRoom(n int) bool { return b.Used()+n <= len(b.Page) }

// check reports ErrCorrupt unless the groups follow each other and fill what is
// used. Their entries are not looked at.
func (b bucket) check() error {
	if err := b.Check(page.KindMap, runStart); err != nil {
		return err
	}
	last := runStart
	for g := range groups {
		if b.end(g) < last {
			return page.ErrCorrupt
		}
		last = b.end(g)
	}
	if last != b.Used() || last > page.MaxLen {
		return page.ErrCorrupt
	}
	return nil
}

// newBucket returns an empty bucket with room for n bytes of entries.
func (m *Map) newBucket(depth, n int) (page.Number, bucket) {
	r, p := m.pages.New(page.KindMap, runStart+n)
	b := bucket{p}
	p.SetLevel(depth)
	p.SetShape(m.shape)
	p.SetUsed(runStart)
	b.setDue(0)
	for g := range groups {
		b.setEnd(g, runStart)
	}
	return r, b
}

// insert writes e where the lookup ended. If there is no room it makes some and
// reports false: then the lookup must be done again.
func (m *Map) insert(h *hit, e *page.Entry) (bool, error) {
	e.Key = m.pages.Keep(e.Key)
	size := m.shape.Len(e)
	if !h.b.hasRoom(size) {
		return false, m.makeRoom(&h.spot, size)
	}
	b := bucket{m.pages.Write(h.ref)}
	b.Splice(h.off, 0, size)
	m.shape.Append(b.Page[h.off:h.off], e)
	b.shift(h.group, size)
	b.SetCount(b.Count() + 1)
	m.count++
	m.moved++
	m.noteDue(b, e.ExpireAt)
	return true, nil
}

// rewrite gives the entry that was found, and reads as old, another value and
// expiry. It makes room as insert does.
func (m *Map) rewrite(h *hit, old *page.Entry, value page.Item, at int64) (bool, error) {
	had := page.ExpiryLen(old.ExpireAt)
	valueAt, valueLen := m.shape.ValueAt(h.b.Page, h.off), page.ItemLen(old.Value)
	grow := page.ItemLen(value) - valueLen
	total := grow + page.ExpiryLen(at) - had
	// The value is written first and needs its room, even if an expiry then goes.
	if room := max(grow, total); !h.b.hasRoom(room) {
		return false, m.makeRoom(&h.spot, room)
	}
	b := bucket{m.pages.Write(h.ref)}
	b.Splice(valueAt, valueLen, page.ItemLen(value))
	page.AppendItem(b.Page[valueAt:valueAt], value)
	b.Splice(h.off, had, page.ExpiryLen(at))
	page.AppendExpiry(b.Page[h.off:h.off], at)
	b.shift(h.group, total)
	m.moved++
	m.noteDue(b, at)
	return true, nil
}

// remove takes out the entry that was found, whose blobs are freed already and
// which ends at end.
func (m *Map) remove(h *hit, end int) {
	b := bucket{m.pages.Write(h.ref)}
	b.Splice(h.off, end-h.off, 0)
	b.shift(h.group, h.off-end)
	b.SetCount(b.Count() - 1)
	m.count--
	m.moved++
}

// noteDue lowers the bounds of b and of the map to at.
func (m *Map) noteDue(b bucket, at int64) {
	if at != 0 {
		b.setDue(page.Earlier(b.due(), at))
		m.due = page.Earlier(m.due, at)
	}
}
