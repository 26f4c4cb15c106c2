package pagetree

import (
	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// FreeSome frees up to the given number of leaves, from the end, and reports
// whether nothing is left. Once begun nothing else may be done with the tree,
// but its root may be kept and opened between steps.
func (t *Tree) FreeSome(leaves int) (done bool, err error) {
	for ; leaves > 0 && t.ref != 0; leaves-- {
		gone, err := t.prune(t.ref)
		if err != nil {
			return false, err
		}
		if gone {
			t.ref, t.count = 0, 0
		}
	}
	return t.ref == 0, nil
}

// prune frees the last leaf below the page at r, and the page with it if that
// was all.
func (t *Tree) prune(r arena.Ref) (gone bool, err error) {
	p := t.pages.Read(r)
	if p.Kind() != page.KindInner {
		if err := p.Check(page.KindLeaf, page.HeaderLen); err != nil {
			return false, err
		}
		err := t.pages.ForgetRun(t.shape, p[page.HeaderLen:p.Used()])
		t.pages.Drop(r)
		return true, err
	}
	n := nodeOf(p)
	last := n.Count() - 1
	if last < 0 || last >= n.cap {
		return false, page.ErrCorrupt
	}
	if gone, err = t.prune(n.child(last)); !gone || err != nil {
		return false, err
	}
	if last == 0 {
		t.pages.Drop(r)
		return true, nil
	}
	t.pages.Write(r).SetCount(last)
	return false, nil
}
