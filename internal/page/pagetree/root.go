package pagetree

import "github.com/holdfast-db/holdfast/internal/page"

// RootLen is the length of a root.
const RootLen = page.RootLen

// AppendRoot appends the root, from which Open gets the tree back.
func (t *Tree) AppendRoot(dst []byte) []byte {
	return t.pages.AppendRoot(dst, page.Root{Kind: page.KindTreeRoot, Shape: t.shape, First: t.ref, Count: t.count})
}

// Open makes t, where it lies, the tree whose root AppendRoot has written. After an error t is of no use.
func (t *Tree) Open(env page.Env, root []byte) error {
	if len(root) != RootLen {
		return page.ErrCorrupt
	}
	r, err := t.pages.OpenRoot(env, page.KindTreeRoot, root)
	if err != nil || !ordered(r.Shape) && r.Shape != page.Items {
		return page.ErrCorrupt
	}
	t.shape, t.ref, t.count, t.squeeze = r.Shape, r.First, r.Count, false
	return nil
}

// NewIn returns an empty tree that lies in the pages of another container.
func NewIn(pages *page.Pages, shape page.Shape) Tree {
	t := Tree{shape: shape}
	t.pages.Share(pages)
	return t
}

// Pages is the tree's way to its pages, for those who free, store or sweep them.
func (t *Tree) Pages() *page.Pages { return &t.pages }

// ordered reports whether entries of the shape have an order of their own.
func ordered(s page.Shape) bool { return s == page.Scored || s == page.IDs }
