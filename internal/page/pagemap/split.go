package pagemap

import (
	"github.com/holdfast-db/holdfast/internal/page"
)

// makeRoom takes one step towards n more bytes in the bucket of sp: a bigger
// block, a split, or a deeper directory. The caller looks its key up again.
func (m *Map) makeRoom(sp *spot, n int) error {
	b := bucket{m.pages.Read(sp.ref)}
	depth := b.Level()
	switch {
	case b.Used()+n <= page.MaxLen:
		m.pages.Resize(sp.ref, b.Used()+n)
	case depth < sp.depth():
		return m.split(sp, b)
	case depth == maxDepth:
		return page.ErrFull
	default:
		m.deepen(sp)
	}
	return nil
}

// split replaces the bucket of sp by two of the next depth. The lower eight
// groups go to one, the upper eight to the other, and each becomes two.
func (m *Map) split(sp *spot, b bucket) error {
	depth := b.Level()
	if err := b.check(); err != nil {
		return err
	}
	var upper [page.MaxLen]byte
	middle := b.end(groups/2 - 1)
	for half, n := range [2]int{middle - runStart, b.Used() - middle} {
		r, to := m.newBucket(depth+1, n)
		to.setDue(b.due())
		for g := range groups / 2 {
			if err := m.spread(to, 2*g, b, half*groups/2+g, &upper); err != nil {
				return err
			}
		}
		at := *sp
		at.index = m.halfIndex(sp, depth, half)
		m.point(&at, depth+1, r)
	}
	m.pages.Drop(sp.ref)
	return nil
}

// halfIndex returns an index of the directory in the lower or the upper half
// of the bucket's entries.
func (m *Map) halfIndex(sp *spot, depth, half int) int {
	bit := 1 << (sp.depth() - depth - 1)
	return sp.index&^bit | half*bit
}

// spread appends the entries of a group of b to the groups g and g+1 of to, by
// their next hash bit. Blob keys must be read to be hashed.
func (m *Map) spread(to bucket, g int, b bucket, group int, upper *[page.MaxLen]byte) error {
	run, off := b.upTo(group)
	lower, uppers := to.Used(), 0
	for off < len(run) {
		hash, end, err := m.hashAt(run, off)
		if err != nil {
			return err
		}
		if groupOf(hash, to.Level()) == g {
			lower += copy(to.Page[lower:], run[off:end])
		} else {
			uppers += copy(upper[uppers:], run[off:end])
		}
		to.SetCount(to.Count() + 1)
		off = end
	}
	to.setEnd(g, lower)
	to.setEnd(g+1, lower+copy(to.Page[lower:], upper[:uppers]))
	to.SetUsed(to.end(g + 1))
	return nil
}

// hashAt returns the hash of the entry at run[off] and where the entry ends.
func (m *Map) hashAt(run []byte, off int) (uint64, int, error) {
	e, end, err := m.shape.Read(run, off)
	if err == nil {
		e.Key, err = m.pages.Load(e.Key)
	}
	return page.Hash(m.pages.Seed, e.Key), end, err
}

// tidy gives memory back around the bucket for hash, which has lost an entry.
func (m *Map) tidy(hash uint64) error {
	if m.count == 0 {
		m.Clear()
		return nil
	}
	for {
		var sp spot
		b, err := m.locate(hash, &sp)
		if err != nil {
			return err
		}
		if merged, err := m.merge(&sp, b); err != nil {
			return err
		} else if merged {
			continue
		}
		if m.pages.Roomy(b.Page, b.Used()) {
			m.pages.Resize(sp.ref, b.Used()+b.Used()/8)
		}
		return nil
	}
}

// merge puts a small bucket and its buddy, the other half of what was once
// split, together again. The limit is well below a split's, so that a bucket
// does not go back and forth.
func (m *Map) merge(sp *spot, b bucket) (bool, error) {
	depth := b.Level()
	if sp.dir == 0 || b.Used() > page.MaxLen/4 {
		return false, nil
	}
	low, high := m.halfIndex(sp, depth-1, 0), m.halfIndex(sp, depth-1, 1)
	d := dir{m.pages.Read(sp.dir)}
	refs := [2]page.Number{d.at(low), d.at(high)}
	var halves [2]bucket
	size := 0
	for i, r := range refs {
		halves[i] = bucket{m.pages.Read(r)}
		if halves[i].Kind() != page.KindMap || halves[i].Level() != depth {
			return false, nil
		}
		if err := halves[i].check(); err != nil {
			return false, err
		}
		size += halves[i].Used() - runStart
	}
	if size > page.MaxLen/2 {
		return false, nil
	}
	r, to := m.newBucket(depth-1, size)
	to.join(halves[0], 0)
	to.join(halves[1], groups/2)
	m.point(sp, depth-1, r)
	m.pages.Drop(refs[0])
	m.pages.Drop(refs[1])
	sp.ref = r
	m.flatten(sp, depth-1)
	return true, nil
}

// join appends all of half, whose pairs of groups become one group each, from
// group on.
func (b bucket) join(half bucket, group int) {
	base := b.Used()
	copy(b.Page[base:], half.Page[runStart:half.Used()])
	for g := range groups / 2 {
		b.setEnd(group+g, base+half.end(2*g+1)-runStart)
	}
	b.SetUsed(base + half.Used() - runStart)
	b.SetCount(b.Count() + half.Count())
	b.setDue(page.Earlier(b.due(), half.due()))
}
