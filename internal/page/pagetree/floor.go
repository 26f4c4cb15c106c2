package pagetree

import "github.com/holdfast-db/holdfast/internal/page"

// CursorFloor returns the cursor in front of the last entry that is not behind k, or at the start if all are behind it.
// It is what Rank and Next do with one search. The tree must be one of page.IDs.
func (t *Tree) CursorFloor(k page.Bound) (Cursor, error) {
	if t.ref == 0 {
		return Cursor{}, nil
	}
	var pa path
	sep := t.shape.Separator(&k)
	p := t.pages.Read(t.ref)
	for pa.leaf = t.ref; p.Kind() == page.KindInner; p = t.pages.Read(pa.leaf) {
		n, err := t.enter(p, &pa)
		if err != nil {
			return Cursor{}, err
		}
		at, err := t.choose(n, &k, sep)
		if err != nil {
			return Cursor{}, err
		}
		pa.rank += n.total(at)
		pa.push(pa.leaf, at)
		pa.leaf = n.child(at)
	}
	if err := p.Check(page.KindLeaf, page.HeaderLen); err != nil {
		return Cursor{}, err
	}
	i, pos, err := page.Floor(p[:p.Used()], page.HeaderLen, k.ID)
	if i < 0 { // before the leaf's first entry: behind the last one of the leaf to its left
		return CursorAt(max(pa.rank-1, 0)), err
	}
	return Cursor{index: pa.rank + i, leaf: pa.leaf, pos: pos}, err
}
