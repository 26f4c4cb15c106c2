package pagemap

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
)

// dirBits is how many hash bits one directory uses at most: 256 references.
const dirBits = 8

// dir is a directory: for each value of the hash bits that follow the page's
// level, the bucket or the directory below. A bucket that uses fewer bits
// stands in several neighbouring entries; a directory in exactly one, and only
// where this one cannot double any more.
type dir struct{ page.Page }

// dirLen returns the length of a directory of the given bits.
func dirLen(bits int) int { return page.HeaderLen + 4<<bits }

// bits returns how many hash bits the directory uses. They stand in the byte
// that is the shape of other pages; anything out of range reads as 0.
func (d dir) bits() int {
	if n := int(d.Shape()); n <= dirBits {
		return n
	}
	return 0
}

func (d dir) at(i int) page.Number {
	return page.Number(binary.LittleEndian.Uint32(d.Page[page.HeaderLen+4*i:]))
}

func (d dir) set(i int, r page.Number) {
	binary.LittleEndian.PutUint32(d.Page[page.HeaderLen+4*i:], uint32(r))
}

// newDir returns a directory with room for its entries, which are not set.
func (m *Map) newDir(prefix, bits int) (page.Number, dir) {
	r, p := m.pages.New(page.KindDir, dirLen(bits))
	p.SetLevel(prefix)
	p.SetShape(page.Shape(bits))
	p.SetCount(1 << bits)
	p.SetUsed(dirLen(bits))
	return r, dir{p}
}

// point makes everything that leads to a bucket of the given depth lead to r.
func (m *Map) point(sp *spot, depth int, r page.Number) {
	if sp.dir == 0 {
		m.ref = r
		return
	}
	d := dir{m.pages.Write(sp.dir)}
	span := 1 << (sp.depth() - depth)
	first := sp.index &^ (span - 1)
	for i := range span {
		d.set(first+i, r)
	}
}

// pointDir makes what leads to the directory of sp lead to r.
func (m *Map) pointDir(sp *spot, r page.Number) {
	if sp.up == 0 {
		m.ref = r
		return
	}
	dir{m.pages.Write(sp.up)}.set(sp.upAt, r)
}

// deepen lets the directories use one more bit at the bucket of sp.
func (m *Map) deepen(sp *spot) {
	if sp.dir != 0 && sp.bits < dirBits {
		m.double(sp)
		return
	}
	r, d := m.newDir(sp.depth(), 1)
	d.set(0, sp.ref)
	d.set(1, sp.ref)
	m.point(sp, sp.depth(), r)
}

func (m *Map) double(sp *spot) {
	old := dir{m.pages.Read(sp.dir)}
	r, d := m.newDir(sp.prefix, sp.bits+1)
	for i := range 1 << sp.bits {
		d.set(2*i, old.at(i))
		d.set(2*i+1, old.at(i))
	}
	m.pages.Drop(sp.dir)
	m.pointDir(sp, r)
}

// flatten is called when the bucket of sp, of the given depth, has swallowed
// its buddy: the directory may have become needless, or half of it.
func (m *Map) flatten(sp *spot, depth int) {
	if depth == sp.prefix {
		m.pages.Drop(sp.dir)
		m.pointDir(sp, sp.ref)
		return
	}
	old := dir{m.pages.Read(sp.dir)}
	for i := 0; i < 1<<sp.bits; i += 2 {
		if old.at(i) != old.at(i+1) {
			return
		}
	}
	r, d := m.newDir(sp.prefix, sp.bits-1)
	for i := range 1 << (sp.bits - 1) {
		d.set(i, old.at(2*i))
	}
	m.pages.Drop(sp.dir)
	m.pointDir(sp, r)
}
