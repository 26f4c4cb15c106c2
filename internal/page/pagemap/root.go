package pagemap

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
)

// RootLen is the length of a root: that of any container and the next expiry.
const RootLen = page.RootLen + 8

// AppendRoot appends the root, from which Open gets the map back.
func (m *Map) AppendRoot(dst []byte) []byte {
	dst = m.pages.AppendRoot(dst, page.Root{Kind: page.KindMapRoot, Shape: m.shape, First: m.ref, Count: m.count})
	return binary.LittleEndian.AppendUint64(dst, uint64(m.due))
}

// Open makes m, where it lies, the map whose root AppendRoot has written. After an error m is of no use.
func (m *Map) Open(env page.Env, root []byte) error {
	if len(root) != RootLen {
		return page.ErrCorrupt
	}
	r, err := m.pages.OpenRoot(env, page.KindMapRoot, root)
	if err != nil || r.Shape != page.Items && r.Shape != page.Pairs {
		return page.ErrCorrupt
	}
	m.shape, m.ref, m.count, m.moved = r.Shape, r.First, r.Count, 0
	m.due = int64(binary.LittleEndian.Uint64(root[page.RootLen:]))
	return nil
}

// NewIn returns an empty map that lies in the pages of another container.
func NewIn(pages *page.Pages, shape page.Shape) Map {
	m := Map{shape: shape}
	m.pages.Share(pages)
	return m
}

// Pages is the map's way to its pages, for those who free, store or sweep them.
func (m *Map) Pages() *page.Pages { return &m.pages }
