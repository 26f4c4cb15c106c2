package page

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// RootLen is the length of a container's root in its key's record:
//
//	 0      1       2       3     4              8        16       24
//	+------+-------+-------+-----+--------------+--------+--------+--------+
//	| kind | shape | flags | 0   | first page   | count  | bytes  | blobs  |
//	+------+-------+-------+-----+--------------+--------+--------+--------+
//	 32           40          44          48          52         56
//	+------------+-----------+-----------+-----------+----------+
//	| container  | next Number   | free Number   | table     | 0        |
//	+------------+-----------+-----------+-----------+----------+
//
// The free Number and the table mean something in memory only and are zero on disk.
const RootLen = 56

const (
	rootStored = 1 // flag: a checkpoint has written the container
)

// Root is what a kind of container adds to its Pages.
type Root struct {
	Kind  Kind
	Shape Shape
	First Number // the page where every search begins; 0 when empty
	Count uint64
}

// AppendRoot appends a container's root.
func (s *Pages) AppendRoot(dst []byte, r Root) []byte {
	le := binary.LittleEndian
	var flags byte
	if s.stored {
		flags = rootStored
	}
	dst = append(dst, byte(r.Kind), byte(r.Shape), flags, 0)
	dst = le.AppendUint32(dst, uint32(r.First))
	dst = le.AppendUint64(dst, r.Count)
	dst = le.AppendUint64(dst, s.Bytes)
	dst = le.AppendUint64(dst, s.Blobs)
	dst = le.AppendUint64(dst, s.container)
	dst = le.AppendUint32(dst, s.next)
	dst = le.AppendUint32(dst, uint32(s.free))
	dst = le.AppendUint32(dst, uint32(s.table))
	return le.AppendUint32(dst, 0)
}

// OpenRoot reads a root of the given kind into s, which becomes the container's way to its pages.
func (s *Pages) OpenRoot(env Env, kind Kind, root []byte) (Root, error) {
	le := binary.LittleEndian
	if len(root) < RootLen || Kind(root[0]) != kind || root[2] > rootStored || root[3] != 0 {
		return Root{}, ErrCorrupt
	}
	r := Root{Kind: kind, Shape: Shape(root[1]), First: Number(le.Uint32(root[4:])), Count: le.Uint64(root[8:])}
	// Field by field: a whole Pages would be put together elsewhere first, and every command opens a root.
	s.Env = env
	s.Bytes = le.Uint64(root[16:])
	s.Blobs = le.Uint64(root[24:])
	s.container = le.Uint64(root[32:])
	s.next = le.Uint32(root[40:])
	s.free = Number(le.Uint32(root[44:]))
	s.table = arena.Ref(le.Uint32(root[48:]))
	s.stored = root[2]&rootStored != 0
	s.shared = nil
	if s.container != 0 && uint32(r.First) >= max(s.next, 1) || r.First == 0 && r.Count != 0 {
		return Root{}, ErrCorrupt
	}
	return r, nil
}

// Detach makes the root that is about to go to disk forget where the pages are in memory.
func (s *Pages) Detach() { s.table, s.free = 0, 0 }

// Attach gives a container whose root came from disk a table, in which none of its pages is in memory.
func (s *Pages) Attach() {
	if s.table == 0 {
		s.attach()
	}
}
