package pagetree

import "math"

// Free frees everything at once and leaves an empty tree.
func (t *Tree) Free() {
	t.pages.Abandon()
	t.pages.FreeSome(math.MaxInt)
	*t = New(t.pages.Env, t.shape)
}
