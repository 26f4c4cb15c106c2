package keyspace

import (
	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// maxSlackBytes limits what Resize adds to a growing value.
const maxSlackBytes = 1 << 20

// Resize makes the value n bytes long. What was there stays, what is new is zero.
// A block that must grow gets a quarter more than it needs, so that a value built
// by many small appends is copied seldom. A string becomes EncRaw; one with EncInt
// must be Set as text first.
func (s *Space) Resize(h uint64, rec Record, n int) Record {
	want := rec.shape()
	grows := n > want.valueBytes
	want.valueBytes = n
	rec = s.reshape(h, rec, want, grows)
	if rec.Type() == TypeString {
		rec.data[0] = packKind(TypeString, EncRaw)
	}
	s.MarkDirty(h, rec)
	return rec
}

// SetExpireAt changes the time of expiry; 0 removes it.
func (s *Space) SetExpireAt(h uint64, rec Record, at int64) Record {
	want := rec.shape()
	if want.expires != (at != 0) {
		s.countExpiry(want.expires, at != 0)
		want.expires = at != 0
		rec = s.reshape(h, rec, want, false)
		*s.index.at(h, rec.ref) = makeSlot(tagOf(h), rec.ref, want.expires)
	}
	if at != 0 {
		rec.putExpiry(at)
	}
	s.MarkDirty(h, rec)
	return rec
}

// SetEncoding changes how the value is said to be stored.
func (s *Space) SetEncoding(h uint64, rec Record, e Encoding) {
	rec.data[0] = packKind(rec.Type(), e)
	s.MarkDirty(h, rec)
}

// MarkDirty says that the caller wrote to the value of a record.
func (s *Space) MarkDirty(h uint64, rec Record) {
	s.changed(h, rec, rec.ExpireAt())
}

// reshape moves the parts of a record to where want has them, in the same block if
// that is big enough and not twice too big even for one that grows. A new expiry is
// left to the caller.
func (s *Space) reshape(h uint64, old Record, want shape, grows bool) Record {
	size := want.size()
	ample := size + min(size/4, maxSlackBytes)
	ref := old.ref
	if have := s.arena.CapOf(ref); have < size || have > 2*arena.Cap(ample) {
		if grows {
			size = ample
		}
		ref = s.arena.Alloc(size)
	}
	rec := viewRecord(s.arena, ref, want)
	keep := min(len(old.data), int(old.valAt)+want.valueBytes)
	kind, state, access, expireAt := old.data[0], old.data[5], old.Access(), old.ExpireAt()
	// The header is written last: when the key moves down it lies where the old
	// key was, when the key moves up the old header is needed no more.
	keyAt := want.keyAt()
	copied := copy(rec.data[keyAt:], old.data[old.keyAt():keep])
	clear(rec.data[keyAt+copied:])
	writeHeader(rec.data, want, kind, state, access, expireAt)
	if ref != old.ref {
		*s.index.at(h, old.ref) = makeSlot(tagOf(h), ref, want.expires)
		s.arena.Free(old.ref)
	}
	return rec
}
