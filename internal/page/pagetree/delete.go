package pagetree

import (
	"github.com/holdfast-db/holdfast/internal/page"
)

// remove takes out k entries from the end of pa on, all of its leaf.
func (t *Tree) remove(pa *path, k int) error {
	leaf := t.pages.Read(pa.leaf)
	run, from := leaf[:leaf.Used()], pa.place.Pos
	to := len(run)
	if k < leaf.Count()-pa.place.Index {
		to = t.shape.Skip(run, from, k)
	}
	if to < from {
		return page.ErrCorrupt
	}
	if err := t.pages.ForgetRun(t.shape, run[from:to]); err != nil {
		return err
	}
	leaf = t.pages.Write(pa.leaf)
	leaf.Splice(from, to-from, 0)
	leaf.SetCount(leaf.Count() - k)
	t.bump(pa, pa.n, -k)
	return t.tidy(pa)
}

// tidy gives memory back along pa, whose leaf has lost entries: from the leaf
// up, pages that are empty go and small ones join a neighbour.
func (t *Tree) tidy(pa *path) error {
	i := pa.n
	for ; i > 0; i-- {
		up := pa.steps[i-1]
		parent := nodeOf(t.pages.Write(up.ref))
		p := t.pages.Read(parent.child(up.at))
		if p.Count() == 0 {
			t.pages.Drop(parent.child(up.at))
			parent.move(up.at+1, -1)
			continue
		}
		if !small(p) || !t.merge(parent, max(up.at-1, 0)) {
			break
		}
	}
	if i == pa.n && !t.atEnd(pa) {
		t.shrink(pa)
	}
	return t.lower()
}

// atEnd reports whether pa leads to the first or the last of a list's leaves.
// Queues empty those entry by entry, so they will be gone soon, and to move
// them to ever smaller blocks before would be most of the work.
func (t *Tree) atEnd(pa *path) bool {
	return t.shape == page.Items && pa.n > 0 &&
		(pa.rank == 0 || pa.rank+t.pages.Read(pa.leaf).Count() == t.Len())
}

// shrink moves a leaf that wastes much of its block to a smaller one.
func (t *Tree) shrink(pa *path) {
	leaf := t.pages.Read(pa.leaf)
	if used := leaf.Used(); leaf.Count() > 0 && t.pages.Roomy(leaf, used) {
		t.pages.Resize(pa.leaf, used+used/8)
	}
}

// lower drops highest nodes with one child or none, and an empty leaf.
func (t *Tree) lower() error {
	for range maxHeight {
		p := t.pages.Read(t.ref)
		if p.Count() > 1 || p.Count() == 1 && p.Kind() == page.KindLeaf {
			return nil
		}
		var only page.Number
		if p.Kind() == page.KindInner && p.Count() == 1 {
			only = nodeOf(p).child(0)
		}
		t.pages.Drop(t.ref)
		if t.ref = only; only == 0 {
			return nil
		}
	}
	return page.ErrCorrupt
}

// fill returns how much of a page is used, and of how much.
func fill(p page.Page) (used, limit int) {
	if p.Kind() == page.KindLeaf {
		return p.Used() - page.HeaderLen, page.MaxLen - page.HeaderLen
	}
	return p.Count(), maxChildren(p.Shape())
}

// small reports whether a page should look for a neighbour to join.
func small(p page.Page) bool {
	used, limit := fill(p)
	return used < limit/4
}

// leastLeaf is how much is used at least of a leaf that is not small.
const leastLeaf = page.HeaderLen + (page.MaxLen-page.HeaderLen)/4

// merge joins the children i and i+1 of parent, if together they leave a
// quarter of a page free, so that they do not soon split again.
func (t *Tree) merge(parent node, i int) bool {
	if i+1 >= parent.Count() {
		return false
	}
	left, right := t.pages.Read(parent.child(i)), t.pages.Read(parent.child(i+1))
	a, limit := fill(left)
	b, _ := fill(right)
	if left.Kind() != right.Kind() || a+b > limit-limit/4 {
		return false
	}
	var r page.Number
	if left.Kind() == page.KindLeaf {
		r = t.joinLeaves(left, right)
	} else {
		r = t.joinNodes(nodeOf(left), nodeOf(right), parent.separator(i+1))
	}
	t.pages.Drop(parent.child(i))
	t.pages.Drop(parent.child(i + 1))
	parent.setChild(i, r)
	parent.setEntries(i, parent.entries(i)+parent.entries(i+1))
	parent.move(i+2, -1)
	return true
}

func (t *Tree) joinLeaves(left, right page.Page) page.Number {
	used := left.Used()
	r, to := t.newLeaf(used + right.Used() - 2*page.HeaderLen)
	copy(to[page.HeaderLen:], left[page.HeaderLen:used])
	copy(to[used:], right[page.HeaderLen:right.Used()])
	to.SetUsed(used + right.Used() - page.HeaderLen)
	to.SetCount(left.Count() + right.Count())
	return r
}

// joinNodes joins two nodes. The first child of the right one is not a first
// one any more and gets the separator that stood between them.
func (t *Tree) joinNodes(left, right node, between page.Separator) page.Number {
	r, to := t.newNode(left.Level(), left.Count()+right.Count())
	to.take(left, 0, left.Count())
	to.take(right, 0, right.Count())
	to.setSeparator(left.Count(), between)
	return r
}
