package pagetree

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// RootLen is the length of a root: kind, shape, two zeros, the highest page, and
// the numbers of entries, bytes and blobs.
const RootLen = 32

// AppendRoot appends the root, from which Open gets the tree back.
func (t *Tree) AppendRoot(dst []byte) []byte {
	le := binary.LittleEndian
	dst = append(dst, byte(page.KindTreeRoot), byte(t.shape), 0, 0)
	dst = le.AppendUint32(dst, uint32(t.ref))
	dst = le.AppendUint64(dst, t.count)
	dst = le.AppendUint64(dst, t.pages.Bytes)
	return le.AppendUint64(dst, t.pages.Blobs)
}

// Open returns the tree whose root AppendRoot has written.
func Open(env page.Env, root []byte) (Tree, error) {
	le := binary.LittleEndian
	if len(root) != RootLen || page.Kind(root[0]) != page.KindTreeRoot || root[2]|root[3] != 0 {
		return Tree{}, page.ErrCorrupt
	}
	t := New(env, page.Shape(root[1]))
	t.ref = arena.Ref(le.Uint32(root[4:]))
	t.count = le.Uint64(root[8:])
	t.pages.Bytes = le.Uint64(root[16:])
	t.pages.Blobs = le.Uint64(root[24:])
	if !ordered(t.shape) && t.shape != page.Items || t.ref == 0 && t.count != 0 {
		return Tree{}, page.ErrCorrupt
	}
	return t, nil
}

// ordered reports whether entries of the shape have an order of their own.
func ordered(s page.Shape) bool { return s == page.Scored || s == page.IDs }
