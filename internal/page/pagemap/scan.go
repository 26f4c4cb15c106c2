package pagemap

import (
	"math/rand/v2"

	"github.com/holdfast-db/holdfast/internal/page"
)

// cursorShift turns a point in hash order into a cursor and back.
const cursorShift = 64 - maxDepth

// maxDraws bounds a loop that two rounds end on average, against counts that
// are wrong.
const maxDraws = 1 << 20

// Scan visits the entries from cursor on, 0 being the start, in whole buckets
// until at least count entries were visited, and returns the cursor to go on
// with, 0 being the end. An entry that is there throughout a scan is visited
// exactly once, whatever else comes and goes. The map must not be changed
// before Scan returns.
func (m *Map) Scan(cursor uint64, count int, visit func(page.Entry)) (next uint64, err error) {
	if m.ref == 0 {
		return 0, nil
	}
	for seen := 0; seen < count || seen == 0; {
		var n int
		if n, cursor, err = m.scanBucket(cursor, visit); cursor == 0 || err != nil {
			return cursor, err
		}
		seen += n
	}
	return cursor, nil
}

// scanBucket visits the entries from cursor to the end of its bucket.
func (m *Map) scanBucket(cursor uint64, visit func(page.Entry)) (seen int, next uint64, err error) {
	point := cursor << cursorShift
	var sp spot
	b, err := m.locate(point, &sp)
	if err != nil {
		return 0, 0, err
	}
	first, next := b.span(cursor)
	run := b.Page[:b.Used()]
	for off := runStart; off < len(run); {
		e, end, err := m.shape.Read(run, off)
		if err == nil {
			err = m.pages.LoadEntry(&e)
		}
		if err != nil {
			return 0, 0, err
		}
		// The bucket may have been merged since the cursor was given out.
		if first == cursor || page.Hash(m.pages.Seed, e.Key) >= point {
			visit(e)
			seen++
		}
		off = end
	}
	return seen, next, nil
}

// span returns the cursors at which the bucket around cursor begins and ends.
// The end of the last one is 0.
func (b bucket) span(cursor uint64) (first, next uint64) {
	size := uint64(1) << (maxDepth - b.Level())
	first = cursor &^ (size - 1)
	return first, (first + size) & (1<<maxDepth - 1)
}

// Random returns an entry, each with the same chance. A random point of the
// hash order chooses a bucket, which is then refused the more often the fewer
// entries it has for its share of the order. Only buckets of more than twice
// the average density come a little short. An empty map gives page.ErrRange.
func (m *Map) Random(rnd *rand.Rand) (page.Entry, error) {
	if m.count == 0 {
		return page.Entry{}, page.ErrRange
	}
	for range maxDraws {
		var sp spot
		b, err := m.locate(rnd.Uint64(), &sp)
		if err != nil {
			return page.Entry{}, err
		}
		share := 1 / float64(uint64(1)<<b.Level())
		if float64(b.Count()) > 2*rnd.Float64()*share*float64(m.count) {
			return m.entry(b, rnd.IntN(b.Count()))
		}
	}
	return page.Entry{}, page.ErrCorrupt
}

// entry returns the i-th entry of b.
func (m *Map) entry(b bucket, i int) (page.Entry, error) {
	run := b.Page[:b.Used()]
	off := m.shape.Skip(run, runStart, i)
	if off < 0 {
		return page.Entry{}, page.ErrCorrupt
	}
	e, _, err := m.shape.Read(run, off)
	if err == nil {
		err = m.pages.LoadEntry(&e)
	}
	return e, err
}
