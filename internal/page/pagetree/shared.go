package pagetree

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
)

// SharedRootLen is the length of the root of a tree that lies in the pages of another container: the first page (4) and
// the number of entries (8).
const SharedRootLen = 4 + 8

// AppendSharedRoot appends the root of a tree that lies in the pages of another container.
func (t *Tree) AppendSharedRoot(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, uint32(t.ref))
	return binary.LittleEndian.AppendUint64(dst, t.count)
}

// OpenIn makes t the tree in the pages of another container whose root AppendSharedRoot has written.
func (t *Tree) OpenIn(pages *page.Pages, shape page.Shape, root []byte) error {
	if len(root) < SharedRootLen {
		return page.ErrCorrupt
	}
	t.pages.Share(pages)
	t.shape = shape
	t.ref, t.count = page.Number(binary.LittleEndian.Uint32(root)), binary.LittleEndian.Uint64(root[4:])
	if !pages.Has(t.ref) || t.ref == 0 && t.count != 0 {
		return page.ErrCorrupt
	}
	return nil
}

// InitIn makes t an empty tree that lies in the pages of another container.
func (t *Tree) InitIn(pages *page.Pages, shape page.Shape) {
	t.pages.Share(pages)
	t.shape, t.ref, t.count = shape, 0, 0
}
