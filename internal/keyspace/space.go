package keyspace

import (
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// A Space holds the keys of one shard in one database. All but the counters is
// guarded by the shard's lock. Wherever a method takes h, it is the whole hash of
// the key.
type Space struct {
	index   index
	arena   *arena.Arena
	keys    atomic.Int64
	expires atomic.Int64

	contents *Contents
	whole    bool // memory has all keys
	gone     int  // tombstones

	due   int64 // no record expires earlier
	sweep int   // the segment where Due goes on
	// hand and handBucket are the segment and the bucket in it where Sweep goes on.
	hand, handBucket int

	dirty      []uint32 // tags of records that changed since the last checkpoint, and of some that went since
	dirtyBytes int64
	fading     []uint32 // tags of tombstones that the running checkpoint writes

	garbage []Garbage
	alarms  alarms
}

func newSpace(c *Contents) *Space {
	a := arena.New()
	return &Space{arena: a, index: index{arena: a}, due: never, contents: c, whole: c.isWhole.Load()}
}

// Arena is where the records lie; the pages of collections join them there.
func (s *Space) Arena() *arena.Arena { return s.arena }

// Generation is that of the database's contents.
func (s *Space) Generation() uint32 { return s.contents.Generation }

// Len is the number of keys in memory. It needs no lock.
func (s *Space) Len() int { return int(s.keys.Load()) }

// Expires is the number of keys in memory that expire. It needs no lock.
func (s *Space) Expires() int { return int(s.expires.Load()) }

// Get finds a record in memory, expired or not.
func (s *Space) Get(h uint64, key []byte) (Record, bool) {
	x, rec := s.index.lookup(h, key)
	return rec, x != nil && !rec.IsGone()
}

// Set inserts a record or replaces it, value and expiry included; only the access
// clock stays. An expireAt of 0 is none. Key and value may be views into this Space.
func (s *Space) Set(h uint64, key []byte, t Type, e Encoding, value []byte, expireAt int64) Record {
	x, old := s.index.lookup(h, key)
	if x != nil {
		return s.Replace(h, old, key, t, e, value, expireAt)
	}
	return s.add(h, &content{key: key, value: value, expireAt: expireAt, kind: packKind(t, e)})
}

// Replace is Set for a key whose record is at hand.
func (s *Space) Replace(h uint64, old Record, key []byte, t Type, e Encoding, value []byte, expireAt int64) Record {
	return s.replace(h, old, &content{key: key, value: value, expireAt: expireAt, kind: packKind(t, e)})
}

// Delete removes a record, if there is one. What the value refers to in the arena
// is freed by the caller before.
func (s *Space) Delete(h uint64, key []byte) bool {
	rec, ok := s.Get(h, key)
	if !ok {
		return false
	}
	s.drop(h, rec)
	s.tidy()
	return true
}

// tidy gives back the index of a Space in which nothing is left.
func (s *Space) tidy() {
	if s.Len() == 0 && s.gone == 0 {
		s.index.reset()
		s.sweep, s.hand, s.handBucket = 0, 0, 0
	}
}

// drop removes a record, and leaves a tombstone if disk has the key.
func (s *Space) drop(h uint64, rec Record) {
	s.SetAlarm(rec.Key(), 0)
	s.keys.Add(-1)
	s.countExpiry(rec.expires(), false)
	if !rec.IsStored() {
		s.unlink(h, rec)
		return
	}
	s.gone++
	tombstone := &content{key: rec.Key(), kind: packKind(typeGone, 0), state: rec.data[5] & (stateDirty | stateStored)}
	s.markDirty(h, s.rewrite(h, rec, tombstone))
}

// unlink takes a record out of the index and frees it.
func (s *Space) unlink(h uint64, rec Record) {
	s.index.remove(h, rec.ref)
	s.arena.Free(rec.ref)
}

// add inserts a record.
func (s *Space) add(h uint64, want *content) Record {
	rec := s.place(h, want)
	s.changed(h, rec, want.expireAt)
	return rec
}

// place is add without a note of the change.
func (s *Space) place(h uint64, want *content) Record {
	ref := s.arena.Alloc(want.shape().size())
	rec := s.write(ref, want)
	s.index.insert(makeSlot(tagOf(h), ref, rec.expires()))
	s.keys.Add(1)
	s.countExpiry(false, rec.expires())
	return rec
}

// replace puts a record in the place of another, which may be a tombstone.
func (s *Space) replace(h uint64, old Record, want *content) Record {
	if old.data[0]>>4 != want.kind>>4 {
		s.SetAlarm(want.key, 0)
	}
	if old.IsGone() {
		s.gone--
		s.keys.Add(1)
	}
	expired := old.expires()
	want.access = old.Access()
	want.state = old.data[5]
	rec := s.rewrite(h, old, want)
	s.countExpiry(expired, rec.expires())
	s.changed(h, rec, want.expireAt)
	return rec
}

// rewrite writes over a record, or beside it when the block would not
// fit tightly or is what the caller wants copied.
func (s *Space) rewrite(h uint64, old Record, want *content) Record {
	ref, expired := old.ref, old.expires()
	size := want.shape().size()
	if arena.Cap(size) != s.arena.CapOf(ref) || old.covers(want.key) || old.covers(want.value) {
		ref = s.arena.Alloc(size)
	}
	rec := s.write(ref, want)
	if ref != old.ref || rec.expires() != expired {
		*s.index.at(h, old.ref) = makeSlot(tagOf(h), ref, rec.expires())
	}
	if ref != old.ref {
		s.arena.Free(old.ref)
	}
	return rec
}

// content is what a record is written from.
type content struct {
	key, value []byte
	expireAt   int64
	access     uint32
	kind       uint8
	state      uint8
}

func (c *content) shape() shape {
	return shape{keyBytes: len(c.key), valueBytes: len(c.value), expires: c.expireAt != 0}
}

// write fills the block at ref.
func (s *Space) write(ref arena.Ref, c *content) Record {
	want := c.shape()
	rec := viewRecord(s.arena, ref, want)
	writeHeader(rec.data, want, c.kind, c.state, c.access, c.expireAt)
	copy(rec.data[want.keyAt():], c.key)
	copy(rec.data[rec.valAt:], c.value)
	return rec
}

// changed notes the change of a record and when it expires.
func (s *Space) changed(h uint64, rec Record, expireAt int64) {
	s.markDirty(h, rec)
	s.noteDue(h, expireAt)
}

// noteDue lowers the bounds of expiry around a record.
func (s *Space) noteDue(h uint64, expireAt int64) {
	if expireAt != 0 {
		g := s.index.segment(tagOf(h))
		g.due = min(g.due, expireAt)
		s.due = min(s.due, expireAt)
	}
}

func (s *Space) countExpiry(before, after bool) {
	switch {
	case after && !before:
		s.expires.Add(1)
	case before && !after:
		s.expires.Add(-1)
	}
}
