package pagemap

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// RootLen is the length of a root: kind, shape, two zeros, the first page, and
// the numbers of entries, bytes, blobs and the next expiry.
const RootLen = 40

// AppendRoot appends the root, from which Open gets the map back.
func (m *Map) AppendRoot(dst []byte) []byte {
	le := binary.LittleEndian
	dst = append(dst, byte(page.KindMapRoot), byte(m.shape), 0, 0)
	dst = le.AppendUint32(dst, uint32(m.ref))
	dst = le.AppendUint64(dst, m.count)
	dst = le.AppendUint64(dst, m.pages.Bytes)
	dst = le.AppendUint64(dst, m.pages.Blobs)
	return le.AppendUint64(dst, uint64(m.due))
}

// Open returns the map whose root AppendRoot has written.
func Open(env page.Env, root []byte) (Map, error) {
	le := binary.LittleEndian
	if len(root) != RootLen || page.Kind(root[0]) != page.KindMapRoot || root[2]|root[3] != 0 {
		return Map{}, page.ErrCorrupt
	}
	m := New(env, page.Shape(root[1]))
	m.ref = arena.Ref(le.Uint32(root[4:]))
	m.count = le.Uint64(root[8:])
	m.pages.Bytes = le.Uint64(root[16:])
	m.pages.Blobs = le.Uint64(root[24:])
	m.due = int64(le.Uint64(root[32:]))
	if m.shape != page.Items && m.shape != page.Pairs || m.ref == 0 && m.count != 0 {
		return Map{}, page.ErrCorrupt
	}
	return m, nil
}
