package pagemap

import (
	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// Free frees everything at once and leaves an empty map.
func (m *Map) Free() error {
	for {
		if done, err := m.FreeSome(1 << 20); done || err != nil {
			return err
		}
	}
}

// FreeSome frees up to the given number of buckets, from the end, and reports
// whether nothing is left. Once begun nothing else may be done with the map,
// but its root may be kept and opened between steps.
func (m *Map) FreeSome(buckets int) (done bool, err error) {
	for ; buckets > 0 && m.ref != 0; buckets-- {
		gone, _, err := m.prune(m.ref)
		if err != nil {
			return false, err
		}
		if gone {
			*m = Map{pages: m.pages, shape: m.shape}
		}
	}
	return m.ref == 0, nil
}

// prune frees the last bucket below the page at r, and the page with it if
// that was all; depth is the bucket's. The count of a directory says how many
// of its entries are left.
func (m *Map) prune(r arena.Ref) (gone bool, depth int, err error) {
	p := m.pages.Read(r)
	if p.Kind() != page.KindDir {
		if err := p.Check(page.KindMap, runStart); err != nil {
			return false, 0, err
		}
		if err := m.pages.ForgetRun(m.shape, p[runStart:p.Used()]); err != nil {
			return false, 0, err
		}
		depth = p.Level()
		m.pages.Drop(r)
		return true, depth, nil
	}
	d := dir{p}
	prefix := d.Level()
	end := prefix + d.bits()
	if d.Count() == 0 || d.Count() > 1<<d.bits() {
		return false, 0, page.ErrCorrupt
	}
	gone, depth, err = m.prune(d.at(d.Count() - 1))
	if err != nil || !gone {
		return false, depth, err
	}
	left := d.Count() - 1<<max(end-depth, 0)
	if left <= 0 {
		m.pages.Drop(r)
		return true, prefix, nil
	}
	m.pages.Write(r).SetCount(left)
	return false, depth, nil
}
