package keyspace

import (
	"unsafe"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// A pipeline knows the keys of its next commands. To touch them all first lets
// their cache misses overlap: all buckets, then all records. A plain read would not
// do: the next lock would wait until it has its data.

// Touch prefetches the bucket where the key of h belongs.
func (s *Space) Touch(h uint64) {
	if len(s.index.directory) == 0 {
		return
	}
	g := s.index.segment(tagOf(h))
	arena.Prefetch(uintptr(unsafe.Pointer(g.bucket(s.arena, g.home(tagOf(h))))))
}

// touchRecords prefetches the starts of all records of a bucket, for a walk that is about to look at them.
func (s *Space) touchRecords(k *bucket) {
	for _, x := range k {
		if x == 0 {
			return
		}
		arena.Prefetch(uintptr(s.arena.Pointer(x.ref())))
	}
}

// TouchRecord prefetches the start of the record that h seems to belong to.
func (s *Space) TouchRecord(h uint64) {
	if len(s.index.directory) == 0 {
		return
	}
	tag := tagOf(h)
	g := s.index.segment(tag)
	for _, x := range g.bucket(s.arena, g.home(tag)) {
		if x.tag() == tag && x != 0 {
			at := uintptr(s.arena.Pointer(x.ref()))
			arena.Prefetch(at)
			arena.Prefetch(at + 56) // a small record often ends in the next line
			return
		}
	}
}
