package pagetree

import (
	"github.com/holdfast-db/holdfast/internal/page"
)

// maxHeight bounds the inner nodes above a leaf. A node has at least a quarter
// of its children, 21, but for the last few, so eight levels hold 2^32 entries.
const maxHeight = 8

type step struct {
	ref page.Number
	at  int // the child that was chosen
}

// path leads from the highest node to a place in a leaf.
type path struct {
	steps [maxHeight]step
	n     int // inner nodes on the way
	leaf  page.Number
	rank  int        // entries before the leaf
	place page.Place // in the leaf
	room  int        // what is free in the leaf
}

// target is what an insert looks for: a bound, or an index where that is nil.
type target struct {
	bound *page.Bound
	index int
}

func (t *Tree) path(at target, pa *path) error {
	if at.bound != nil {
		return t.pathOf(at.bound, pa)
	}
	return t.pathTo(at.index, true, pa)
}

// pathTo sets pa to the path to index i. To insert, an index between two leaves
// is at the end of the left one; to read, at the start of the right one.
func (t *Tree) pathTo(i int, insert bool, pa *path) error {
	if i < 0 || i > t.Len() || i == t.Len() && !insert {
		return page.ErrRange
	}
	if i == 0 || i == t.Len() {
		return t.pathToEnd(i > 0, pa)
	}
	pa.n, pa.rank = 0, 0
	want := i // relative to the page at ref, as is below
	if insert && i > 0 {
		want-- // stay with the entry before
	}
	for ref, below := t.ref, t.Len(); ; {
		p := t.pages.Read(ref)
		if p.Kind() != page.KindInner {
			pa.leaf, pa.room = ref, len(p)-p.Used()
			return t.walk(p, i-pa.rank, &pa.place)
		}
		n, err := t.enter(p, pa)
		if err != nil {
			return err
		}
		at, before := n.find(want, below)
		want -= before
		pa.rank += before
		pa.push(ref, at)
		ref, below = n.child(at), n.entries(at)
	}
}

// pathToEnd sets pa to the path to the first entry, or behind the last one: where queues work. There is nothing to be
// searched. The tree must not be empty.
func (t *Tree) pathToEnd(last bool, pa *path) error {
	pa.n = 0
	for ref := t.ref; ; {
		p := t.pages.Read(ref)
		if p.Kind() != page.KindInner {
			pa.leaf, pa.room = ref, len(p)-p.Used()
			pa.rank, pa.place = 0, page.Place{Pos: page.HeaderLen}
			if last {
				pa.rank, pa.place = t.Len()-p.Count(), page.Place{Index: p.Count(), Pos: p.Used()}
			}
			return p.Check(page.KindLeaf, page.HeaderLen)
		}
		n, err := t.enter(p, pa)
		if err != nil {
			return err
		}
		at := n.end(last)
		pa.push(ref, at)
		ref = n.child(at)
	}
}

// walk sets pl to the i-th entry of a leaf.
func (t *Tree) walk(leaf page.Page, i int, pl *page.Place) error {
	if err := leaf.Check(page.KindLeaf, page.HeaderLen); err != nil {
		return err
	}
	if i < 0 || i > leaf.Count() {
		return page.ErrCorrupt
	}
	run := leaf[:leaf.Used()]
	*pl = page.Place{Index: i, Pos: page.HeaderLen}
	if i == leaf.Count() {
		pl.Pos = len(run)
		return nil
	}
	if pl.Pos = t.shape.Skip(run, pl.Pos, i); pl.Pos < 0 {
		return page.ErrCorrupt
	}
	return nil
}

// pathOf sets pa to the path to k: to the first entry not before it, or to the
// end of the leaf where it belongs. The tree must not be empty. The rank is left
// to setRank: most changes do not ask for it.
func (t *Tree) pathOf(k *page.Bound, pa *path) error {
	if err := t.approach(k, pa); err != nil {
		return err
	}
	_, err := t.arrive(k, pa)
	return err
}

// approach sets pa to the way to the leaf where k belongs, and asks for that without waiting for it.
func (t *Tree) approach(k *page.Bound, pa *path) error {
	pa.n, pa.leaf = 0, t.ref
	sep := t.shape.Separator(k)
	for p := t.pages.Read(t.ref); p.Kind() == page.KindInner; p = t.pages.Read(pa.leaf) {
		n, err := t.enter(p, pa)
		if err != nil {
			return err
		}
		at, err := t.choose(n, k, sep)
		if err != nil {
			return err
		}
		pa.push(pa.leaf, at)
		pa.leaf = n.child(at)
		if n.Level() == 1 {
			t.pages.Prefetch(pa.leaf, prefetchBytes)
			break
		}
	}
	return nil
}

// arrive sets the place of pa to that of k in its leaf, and returns what is used of the leaf.
func (t *Tree) arrive(k *page.Bound, pa *path) (run []byte, err error) {
	leaf := t.pages.Read(pa.leaf)
	if err := leaf.Check(page.KindLeaf, page.HeaderLen); err != nil {
		return nil, err
	}
	run, pa.room = leaf[:leaf.Used()], len(leaf)-leaf.Used()
	pa.place, err = t.shape.Seek(run, page.HeaderLen, k, &t.pages)
	return run, err
}

// prefetchBytes is how much of a leaf is asked for ahead. When the search comes to the rest, the processor has seen where
// it is going.
const prefetchBytes = page.MaxLen / 2

// setRank sets the rank of a path from pathOf.
func (t *Tree) setRank(pa *path) {
	pa.rank = 0
	for _, s := range pa.steps[:pa.n] {
		pa.rank += nodeOf(t.pages.Read(s.ref)).total(s.at)
	}
}

// choose returns the last child of n whose first entry is not after k.
func (t *Tree) choose(n node, k *page.Bound, sep page.Separator) (int, error) {
	at := n.search(sep)
	if at == 0 || t.shape != page.Scored || n.separator(at) != sep {
		return at, nil
	}
	return t.chooseAmong(n, at, k, sep)
}

// chooseAmong is choose where the separator of a child is that of k, and so may be those before it: the entries
// themselves are asked.
func (t *Tree) chooseAmong(n node, high int, k *page.Bound, sep page.Separator) (int, error) {
	low := 0
	for low < high {
		middle := (low + high + 1) / 2
		isAfter := false
		if n.separator(middle) == sep {
			e, err := t.first(n.child(middle))
			if err != nil {
				return 0, err
			}
			isAfter = t.shape.Compare(&e, k) > 0
		}
		if isAfter {
			high = middle - 1
		} else {
			low = middle
		}
	}
	return low, nil
}

// first returns the first entry below the page at r.
func (t *Tree) first(r page.Number) (page.Entry, error) {
	p := t.pages.Read(r)
	for range maxHeight {
		if p.Kind() != page.KindInner || p.Count() == 0 {
			break
		}
		p = t.pages.Read(nodeOf(p).child(0))
	}
	if err := p.Check(page.KindLeaf, page.HeaderLen); err != nil {
		return page.Entry{}, err
	}
	e, _, err := t.shape.Read(p[:p.Used()], page.HeaderLen)
	if err == nil {
		err = t.pages.LoadEntry(&e)
	}
	return e, err
}

// enter returns the inner node p, if it may be the next one of pa.
func (t *Tree) enter(p page.Page, pa *path) (node, error) {
	if pa.n == maxHeight || p.Check(page.KindInner, page.HeaderLen) != nil || p.Shape() != t.shape {
		return node{}, page.ErrCorrupt
	}
	n := nodeOf(p)
	if n.Count() == 0 || n.Count() > n.cap {
		return node{}, page.ErrCorrupt
	}
	return n, nil
}

func (pa *path) push(ref page.Number, at int) {
	pa.steps[pa.n] = step{ref, at}
	pa.n++
}

// repoint makes what leads to the i-th page of pa, which moved, lead to r.
func (t *Tree) repoint(pa *path, i int, r page.Number) {
	if i == pa.n {
		pa.leaf = r
	} else {
		pa.steps[i].ref = r
	}
	if i == 0 {
		t.ref = r
		return
	}
	up := pa.steps[i-1]
	nodeOf(t.pages.Write(up.ref)).setChild(up.at, r)
}

// bump adds to the counts of the first k nodes of pa.
func (t *Tree) bump(pa *path, k, by int) {
	for _, s := range pa.steps[:k] {
		n := nodeOf(t.pages.Write(s.ref))
		n.setEntries(s.at, n.entries(s.at)+by)
	}
	t.count += uint64(by)
}
