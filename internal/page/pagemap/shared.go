package pagemap

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
)

// SharedRootLen is the length of the root of a map that lies in the pages of another container: the first page (4), the
// number of keys (8) and the next expiry (8).
const SharedRootLen = 4 + 8 + 8

// AppendSharedRoot appends the root of a map that lies in the pages of another container.
func (m *Map) AppendSharedRoot(dst []byte) []byte {
	le := binary.LittleEndian
	dst = le.AppendUint32(dst, uint32(m.ref))
	dst = le.AppendUint64(dst, m.count)
	return le.AppendUint64(dst, uint64(m.due))
}

// OpenIn makes m the map in the pages of another container whose root AppendSharedRoot has written.
func (m *Map) OpenIn(pages *page.Pages, shape page.Shape, root []byte) error {
	if len(root) < SharedRootLen {
		return page.ErrCorrupt
	}
	le := binary.LittleEndian
	m.pages.Share(pages)
	m.shape, m.moved = shape, m.moved+1
	m.ref, m.count, m.due = page.Number(le.Uint32(root)), le.Uint64(root[4:]), int64(le.Uint64(root[12:]))
	if !pages.Has(m.ref) || m.ref == 0 && m.count != 0 {
		return page.ErrCorrupt
	}
	return nil
}
