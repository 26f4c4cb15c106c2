package pagetree

import (
	"github.com/holdfast-db/holdfast/internal/page"
)

// add makes room until e fits at its place, then writes it. It reports false
// if there is an entry at the bound.
func (t *Tree) add(e *page.Entry, at target) (bool, error) {
	e.Key, e.Value = t.pages.Keep(e.Key), t.pages.Keep(e.Value)
	size := t.shape.Len(e)
	if t.ref == 0 {
		t.ref, _ = t.newLeaf(size)
	}
	if at.bound == nil && (at.index == 0 || at.index == t.Len()) && t.push(e, at.index > 0, size) {
		return true, nil
	}
	var pa path
	for {
		err := t.path(at, &pa)
		if err != nil || pa.place.Found {
			t.pages.Forget(e.Key)
			t.pages.Forget(e.Value)
			return false, err
		}
		if size <= pa.room {
			t.write(&pa, e, size)
			return true, nil
		}
		if done, err := t.makeRoom(&pa, e, at, size); done || err != nil {
			return done, err
		}
	}
}

// push puts e at an end of a list if there is room in the leaf: what queues do all day, in one pass.
func (t *Tree) push(e *page.Entry, last bool, size int) bool {
	var above [maxHeight]page.Page
	n := 0
	p := t.pages.Write(t.ref)
	for ; p.Kind() == page.KindInner && n < maxHeight; n++ {
		above[n] = p
		if p.Check(page.KindInner, page.HeaderLen) != nil || p.Count() == 0 {
			return false
		}
		parent := nodeOf(p)
		p = t.pages.Write(parent.child(parent.end(last)))
	}
	used := p.Used()
	if p.Check(page.KindLeaf, page.HeaderLen) != nil || len(p)-used < size {
		return false
	}
	pos := page.HeaderLen
	if last {
		pos = used
	}
	p.Splice(pos, 0, size)
	t.shape.Append(p[pos:pos], e)
	p.SetCount(p.Count() + 1)
	for _, p := range above[:n] {
		parent := nodeOf(p)
		i := parent.end(last)
		parent.setEntries(i, parent.entries(i)+1)
	}
	t.count++
	return true
}

// write puts e at the end of pa. There is room.
func (t *Tree) write(pa *path, e *page.Entry, size int) {
	leaf := t.pages.Write(pa.leaf)
	leaf.Splice(pa.place.Pos, 0, size)
	t.shape.Append(leaf[pa.place.Pos:pa.place.Pos], e)
	leaf.SetCount(leaf.Count() + 1)
	t.bump(pa, pa.n, 1)
}

// makeRoom takes one step towards size more bytes in the leaf of pa. Splits
// begin at the top, so that a parent always has room for one more child. It
// reports true if e was inserted on the way.
func (t *Tree) makeRoom(pa *path, e *page.Entry, at target, size int) (done bool, err error) {
	leaf := t.pages.Read(pa.leaf)
	if leaf.Used()+size <= page.MaxLen {
		t.pages.Resize(pa.leaf, leaf.Used()+size)
		return false, nil
	}
	for i, s := range pa.steps[:pa.n] {
		if n := nodeOf(t.pages.Read(s.ref)); n.full() && i > 0 {
			t.splitNode(pa, i)
			return false, nil
		} else if n.full() {
			t.heighten(n.Level() + 1)
			return false, nil
		}
	}
	if pa.n == 0 {
		t.heighten(1)
		return false, nil
	}
	if side, ok := t.outside(pa, at); ok {
		t.extend(pa, e, side, size)
		return true, nil
	}
	return false, t.splitLeaf(pa, size)
}

// heighten puts a node above the highest page.
func (t *Tree) heighten(level int) {
	r, n := t.newNode(level, 2)
	n.SetCount(1)
	n.setEntries(0, int(t.count))
	n.setChild(0, t.ref)
	n.setSeparator(0, page.Separator{})
	t.ref = r
}

// outside reports whether pa ends at the very end of the tree, or at its very
// start, and where a new leaf would go then: 1 is right of it, 0 is left.
// Ordered trees do not grow to the left, because their first separator means
// nothing and must stay the first.
func (t *Tree) outside(pa *path, at target) (side int, ok bool) {
	if at.bound != nil {
		t.setRank(pa)
	}
	if pa.rank+pa.place.Index == t.Len() {
		return 1, true
	}
	return 0, at.bound == nil && at.index == 0
}

// extend puts e into a leaf of its own beside the leaf of pa. More will follow
// it there, so it gets a whole page.
func (t *Tree) extend(pa *path, e *page.Entry, side, size int) {
	if t.squeeze {
		t.squeezeBeside(pa, 1-side)
	}
	r, leaf := t.newLeaf(page.MaxLen - page.HeaderLen)
	leaf.SetCount(1)
	leaf.SetUsed(page.HeaderLen + size)
	t.shape.Append(leaf[page.HeaderLen:page.HeaderLen], e)
	k := t.loaded(e)
	t.addChild(pa, pa.n-1, side, r, 1, t.shape.Separator(&k))
	t.bump(pa, pa.n-1, 1)
}

// squeezeBeside compresses the neighbour of the leaf of pa, which is about to be the second from an end, on the other side:
// 1 is right of it, 0 is left. That leaf itself is still near enough: a stack whose top moves to and fro between two
// leaves would have one of them compressed and brought back each time. A leaf at the tree's other end stays as it
// is, and so do the few that lie under another node.
func (t *Tree) squeezeBeside(pa *path, side int) {
	up := pa.steps[pa.n-1]
	n, at := nodeOf(t.pages.Read(up.ref)), up.at+2*side-1
	if at < 0 || at >= n.Count() {
		return
	}
	beyond := pa.rank - n.entries(at)
	if side == 1 {
		beyond = t.Len() - pa.rank - n.entries(up.at) - n.entries(at)
	}
	if beyond > 0 {
		t.pages.Squeeze(n.child(at))
	}
}

// loaded returns the bound of an entry that this tree holds.
func (t *Tree) loaded(e *page.Entry) page.Bound {
	with := *e
	_ = t.pages.LoadEntry(&with) // its blob was written by this tree
	return page.BoundOf(&with)
}

// splitLeaf moves the upper half of the leaf's bytes to a new leaf. The lower
// half keeps room for the entry that is on its way.
func (t *Tree) splitLeaf(pa *path, size int) error {
	left := t.pages.Read(pa.leaf)
	used := left.Used()
	run, middle, low := left[:used], page.HeaderLen, 0
	for ; middle < (used+page.HeaderLen)/2 && low < left.Count()-1; low++ {
		if middle = t.shape.End(run, middle); middle < 0 {
			return page.ErrCorrupt
		}
	}
	e, _, err := t.shape.Read(run, middle)
	if err == nil {
		err = t.pages.LoadEntry(&e)
	}
	if err != nil {
		return err
	}
	k := page.BoundOf(&e)
	high := left.Count() - low
	r, right := t.newLeaf(used - middle)
	copy(right[page.HeaderLen:], run[middle:])
	right.SetUsed(page.HeaderLen + used - middle)
	right.SetCount(high)

	left = t.pages.Write(pa.leaf)
	left.SetUsed(middle)
	left.SetCount(low)
	sep := t.shape.Separator(&k)
	t.pages.Resize(pa.leaf, min(middle+size, page.MaxLen))
	t.addChild(pa, pa.n-1, 1, r, high, sep)
	up := pa.steps[pa.n-1]
	n := nodeOf(t.pages.Write(up.ref))
	n.setEntries(up.at, n.entries(up.at)-high)
	return nil
}

// splitNode moves the upper half of the children of the i-th node of pa to a
// new node.
func (t *Tree) splitNode(pa *path, i int) {
	left := nodeOf(t.pages.Write(pa.steps[i].ref))
	count := left.Count()
	middle := count / 2
	r, right := t.newNode(left.Level(), count-middle)
	right.take(left, middle, count-middle)
	left.SetCount(middle)
	high := right.total(count - middle)
	t.addChild(pa, i-1, 1, r, high, right.separator(0))
	up := pa.steps[i-1]
	n := nodeOf(t.pages.Write(up.ref))
	n.setEntries(up.at, n.entries(up.at)-high)
}

// addChild puts a page beside the child that the i-th node of pa chose: after
// it, or before it if side is 0. The node may move to get room.
func (t *Tree) addChild(pa *path, i, side int, r page.Number, entries int, sep page.Separator) {
	s := &pa.steps[i]
	n := nodeOf(t.pages.Write(s.ref))
	if count := n.Count(); count == n.cap {
		to, bigger := t.newNode(n.Level(), count+count/4+1)
		bigger.take(n, 0, count)
		t.pages.Drop(s.ref)
		t.repoint(pa, i, to)
		n = bigger
	}
	at := s.at + side
	n.move(at, 1)
	n.setEntries(at, entries)
	n.setChild(at, r)
	n.setSeparator(at, sep)
	if side == 0 {
		s.at++
	}
}
