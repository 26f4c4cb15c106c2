package pagetree

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/page"
)

// Free frees the whole container at once, with whatever else lies in it, and leaves an empty tree.
func (t *Tree) Free() {
	t.pages.Abandon()
	t.pages.FreeSome(math.MaxInt)
	*t = New(t.pages.Env, t.shape)
}

// Clear removes all entries, and leaves alone what else lies in the container.
func (t *Tree) Clear() {
	if t.ref != 0 {
		t.prune(t.ref)
	}
	t.ref, t.count = 0, 0
}

// prune frees the page with a number and all below it, with their blobs.
func (t *Tree) prune(r page.Number) {
	p := t.pages.Read(r)
	if p.Kind() != page.KindInner {
		if err := t.pages.ForgetRun(t.shape, p[page.HeaderLen:p.Used()]); err != nil {
			panic("pagetree: " + err.Error())
		}
		t.pages.Drop(r)
		return
	}
	n := nodeOf(p)
	for i := range n.Count() {
		t.prune(n.child(i))
	}
	t.pages.Drop(r)
}
