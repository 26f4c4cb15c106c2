package pagetree

import (
	"github.com/holdfast-db/holdfast/internal/page"
)

// Tree is an open ordered container.
type Tree struct {
	pages page.Pages
	shape page.Shape
	ref   page.Number // the only leaf or the highest inner node; 0 when empty
	count uint64

	squeeze bool
}

// New returns an empty tree, which owns no page yet.
func New(env page.Env, shape page.Shape) Tree {
	return Tree{pages: page.Pages{Env: env}, shape: shape}
}

// Squeeze says whether leaves that are full and come to lie between others, as those of a growing list do, are
// compressed until somebody reads them. It is not remembered in the root.
func (t *Tree) Squeeze(on bool) { t.squeeze = on }

// Len returns the number of entries.
func (t *Tree) Len() int { return int(t.count) }

// Bytes returns the capacity of all blocks of the tree.
func (t *Tree) Bytes() uint64 { return t.pages.Bytes }

// Get returns the entry at index i, 0 <= i < Len.
func (t *Tree) Get(i int) (page.Entry, error) {
	var pa path
	if err := t.pathTo(i, false, &pa); err != nil {
		return page.Entry{}, err
	}
	return t.read(&pa)
}

// read returns the entry at the end of pa.
func (t *Tree) read(pa *path) (page.Entry, error) {
	leaf := t.pages.Read(pa.leaf)
	e, _, err := t.shape.Read(leaf[:leaf.Used()], pa.place.Pos)
	if err == nil {
		err = t.pages.LoadEntry(&e)
	}
	return e, err
}

// Walk shows visit up to n items from index i on, as long as it wants more: what
// a cursor does for any tree, faster. The tree must be one of page.Items.
func (t *Tree) Walk(i, n int, visit func(page.Item) (more bool)) error {
	var pa path
	n = min(n, t.Len()-i)
	for more := n > 0; more; {
		if err := t.pathTo(i, false, &pa); err != nil {
			return err
		}
		leaf := t.pages.Read(pa.leaf)
		seen, wanted, err := page.WalkItems(leaf[:leaf.Used()], pa.place.Pos, n, &t.pages, visit)
		if err != nil {
			return err
		}
		i, n = i+seen, n-seen
		more = wanted && n > 0
	}
	return nil
}

// Rank returns how many entries come before k, and whether there is one at k.
// The tree must be ordered by score or id.
func (t *Tree) Rank(k page.Bound) (rank int, found bool, err error) {
	if t.ref == 0 {
		return 0, false, nil
	}
	var pa path
	err = t.pathOf(&k, &pa)
	t.setRank(&pa)
	return pa.rank + pa.place.Index, pa.place.Found, err
}

// Find returns the entry at k, if there is one.
func (t *Tree) Find(k page.Bound) (page.Entry, bool, error) {
	if t.ref == 0 {
		return page.Entry{}, false, nil
	}
	var pa path
	err := t.pathOf(&k, &pa)
	if !pa.place.Found || err != nil {
		return page.Entry{}, false, err
	}
	e, err := t.read(&pa)
	return e, err == nil, err
}

// Add inserts e where its score and member or its id belong, and reports
// whether it was new: an entry that is there already is left alone.
func (t *Tree) Add(e page.Entry) (bool, error) {
	k := page.BoundOf(&e)
	return t.add(&e, target{bound: &k})
}

// Insert inserts e at index i of a list, 0 <= i <= Len.
func (t *Tree) Insert(i int, e page.Entry) error {
	_, err := t.add(&e, target{index: i})
	return err
}

// Replace puts e in the place of the entry at index i, whose id it must have if
// there are ids. Sorted sets have nothing to replace.
func (t *Tree) Replace(i int, e page.Entry) error {
	var pa path
	if err := t.pathTo(i, false, &pa); err != nil {
		return err
	}
	leaf := t.pages.Read(pa.leaf)
	old, end, err := t.shape.Read(leaf[:leaf.Used()], pa.place.Pos)
	if err != nil {
		return err
	}
	e.Key, e.Value = t.pages.Keep(e.Key), t.pages.Keep(e.Value)
	size, had := t.shape.Len(&e), end-pa.place.Pos
	if leaf.Used()+size-had > len(leaf) {
		if err := t.DeleteRange(i, 1); err != nil {
			return err
		}
		at, k := target{index: i}, page.BoundOf(&old)
		if ordered(t.shape) {
			at.bound = &k // an index may lie on the wrong side of a separator
		}
		_, err := t.add(&e, at)
		return err
	}
	t.pages.Forget(old.Key)
	t.pages.Forget(old.Value)
	leaf = t.pages.Write(pa.leaf)
	leaf.Splice(pa.place.Pos, had, size)
	t.shape.Append(leaf[pa.place.Pos:pa.place.Pos], &e)
	return nil
}

// Pop appends the text of the list's entry at index i to dst and removes the
// entry: one search instead of two.
func (t *Tree) Pop(dst []byte, i int) ([]byte, error) {
	var pa path
	if err := t.pathTo(i, false, &pa); err != nil {
		return dst, err
	}
	e, err := t.read(&pa)
	if err != nil {
		return dst, err
	}
	return e.Key.AppendText(dst), t.remove(&pa, 1)
}

// Delete removes the entry at k and reports whether there was one.
func (t *Tree) Delete(k page.Bound) (bool, error) {
	if t.ref == 0 {
		return false, nil
	}
	var pa path
	err := t.pathOf(&k, &pa)
	if !pa.place.Found || err != nil {
		return false, err
	}
	return true, t.remove(&pa, 1)
}

// Take removes the entry at index i, after use has seen it.
func (t *Tree) Take(i int, use func(page.Entry)) error {
	var pa path
	err := t.pathTo(i, false, &pa)
	if err != nil {
		return err
	}
	e, err := t.read(&pa)
	if err != nil {
		return err
	}
	use(e)
	return t.remove(&pa, 1)
}

// DeleteRange removes the n entries from index i on, a leaf at a time.
func (t *Tree) DeleteRange(i, n int) error {
	var pa path
	for n > 0 {
		if err := t.pathTo(i, false, &pa); err != nil {
			return err
		}
		k := min(n, t.pages.Read(pa.leaf).Count()-pa.place.Index)
		if err := t.remove(&pa, k); err != nil {
			return err
		}
		n -= k
	}
	return nil
}
