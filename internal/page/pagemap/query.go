package pagemap

import (
	"github.com/holdfast-db/holdfast/internal/page"
)

// query is a key made ready for one lookup.
type query struct {
	key    page.Item
	hash   uint64
	needle page.Needle
	far    bool // the key, if stored, is in a blob
}

// prepare makes q the query for a key.
func (m *Map) prepare(q *query, key page.Item) {
	q.key, q.hash, q.far = key, page.Hash(m.pages.Seed, key), key.Long()
	q.needle.Set(key)
}

// spot is the place of a bucket: how the directories lead to it.
type spot struct {
	ref    page.Number // the bucket
	dir    page.Number // the directory that leads to it, 0 if none
	prefix int         // hash bits used before that directory
	bits   int         // hash bits it uses
	index  int         // the entry that the hash chose
	up     page.Number // the directory above it, 0 if none
	upAt   int         // its index there
}

// depth returns how many hash bits the directories use up to the bucket.
func (sp *spot) depth() int { return sp.prefix + sp.bits }

// locate returns the bucket for hash, and sets sp to its place. The map must not be empty.
func (m *Map) locate(hash uint64, sp *spot) (bucket, error) {
	*sp = spot{ref: m.ref}
	for {
		p := m.pages.Read(sp.ref)
		if p.Kind() != page.KindDir {
			return bucket{p}, sp.check(bucket{p})
		}
		d := dir{p}
		sp.prefix += sp.bits
		sp.bits = d.bits()
		if p.Level() != sp.prefix || sp.bits == 0 || sp.prefix+sp.bits > maxDepth || len(p) < dirLen(sp.bits) {
			return bucket{}, page.ErrCorrupt
		}
		sp.up, sp.upAt, sp.dir = sp.dir, sp.index, sp.ref
		sp.index = int(hash << sp.prefix >> (64 - sp.bits))
		sp.ref = d.at(sp.index)
	}
}

// check reports ErrCorrupt unless a bucket may stand where the directories
// led. One about to split may fill its directory.
func (sp *spot) check(b bucket) error {
	if depth := b.Level(); depth < sp.prefix || depth > sp.depth() {
		return page.ErrCorrupt
	}
	return b.Check(page.KindMap, runStart)
}

// hit is the result of a lookup: an entry, or where it would go.
type hit struct {
	spot
	b     bucket
	group int
	off   int
	ok    bool
}

// lookUp sets h to the result of looking up a key, for which it prepares q.
func (m *Map) lookUp(key page.Item, q *query, h *hit) error {
	m.prepare(q, key)
	return m.seek(q, h)
}

// seek looks q up. In an empty map it finds nothing.
func (m *Map) seek(q *query, h *hit) (err error) {
	h.ok = false
	if m.ref == 0 {
		return nil
	}
	if h.b, err = m.locate(q.hash, &h.spot); err != nil {
		return err
	}
	h.group = groupOf(q.hash, h.b.Level())
	h.off, h.ok, err = m.seekIn(h.b, h.group, q)
	return err
}

// seekIn returns where q is in a group of a bucket, or where it would go.
func (m *Map) seekIn(b bucket, group int, q *query) (off int, found bool, err error) {
	run, off := b.upTo(group)
	if off < 0 {
		return 0, false, page.ErrCorrupt
	}
	for off < len(run) {
		if q.needle.Match(run, m.shape.KeyAt(run, off)) || q.far && m.matchFar(run, off, q.key) {
			return off, true, nil
		}
		if off = m.shape.End(run, off); off < 0 {
			return 0, false, page.ErrCorrupt
		}
	}
	return len(run), false, nil
}

// matchFar compares the key of the entry at run[off], if it is in a blob. What
// cannot be read does not match, and fails where it is read for its own sake.
func (m *Map) matchFar(run []byte, off int, key page.Item) bool {
	e, _, err := m.shape.Read(run, off)
	if err != nil || !e.Key.Far() {
		return false
	}
	stored, err := m.pages.Load(e.Key)
	return err == nil && stored.Compare(key) == 0
}
