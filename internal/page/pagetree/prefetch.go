package pagetree

import "github.com/holdfast-db/holdfast/internal/page"

// prefetchBytes is how much of a leaf Prefetch asks for. When the search comes to the rest, the processor has seen where
// it is going.
const prefetchBytes = page.MaxLen / 2

// Prefetch asks for the leaf where k seems to belong, and does not wait for it. It returns the leaf, or where on the way
// to it what is in memory ended. The tree must be ordered by score or id.
func (t *Tree) Prefetch(k page.Bound) page.Number {
	sep, r := t.shape.Separator(&k), t.ref
	for range maxHeight {
		p := t.pages.Peek(r)
		if p == nil || p.Check(page.KindInner, page.HeaderLen) != nil || p.Count() == 0 {
			break
		}
		n := nodeOf(p)
		low, high := 0, n.Count()-1
		for low < high {
			middle := (low + high + 1) / 2
			if n.separator(middle).Compare(sep) <= 0 {
				low = middle
			} else {
				high = middle - 1
			}
		}
		if r = n.child(low); n.Level() == 1 {
			t.pages.Prefetch(r, prefetchBytes)
			break
		}
	}
	return r
}
