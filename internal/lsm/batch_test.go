package lsm

import (
	"errors"
	"math"
	"testing"
)

// TestDropGeneration drops the last generation there can be, and keeps what is
// set after that in the same batch.
func TestDropGeneration(t *testing.T) {
	s := openMem(t)
	for _, gen := range []uint32{0, 7, math.MaxUint32} {
		commit(t, s, Meta{}, func(b *Batch) {
			b.SetRecord(gen, []byte("k"), expiring(10))
			b.SetPage(gen, math.MaxUint64, math.MaxUint32, []byte("page"))
			b.SetRecord(gen^1, []byte("k"), record("v"))
		})
		must(t, s.Flush())
		commit(t, s, Meta{}, func(b *Batch) {
			b.DropGeneration(gen)
			b.SetRecord(gen, []byte("new"), record("v"))
		})
		if _, found, err := s.Record(gen, []byte("k"), nil); found || err != nil {
			t.Errorf("generation %d: old record: %v, %v", gen, found, err)
		}
		if _, found, err := s.Record(gen, []byte("new"), nil); !found || err != nil {
			t.Errorf("generation %d: new record: %v, %v", gen, found, err)
		}
		if _, found, err := s.Record(gen^1, []byte("k"), nil); !found || err != nil {
			t.Errorf("generation %d: its neighbour: %v, %v", gen, found, err)
		}
		if _, err := s.Page(gen, math.MaxUint64, math.MaxUint32, nil); !errors.Is(err, ErrMissing) {
			t.Errorf("generation %d: page: %v", gen, err)
		}
		if n := countDue(t, s, gen, math.MaxInt64-1); n != 0 {
			t.Errorf("generation %d: %d entries in the index", gen, n)
		}
	}
}

func TestTooLarge(t *testing.T) {
	s := openMem(t)
	b := s.NewBatch(0)
	b.admit(maxChangeBytes) // as a value of that length would
	b.SetRecord(1, []byte("k"), record("v"))
	if err := s.Commit(b, Meta{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	b.Reset()
	must(t, s.Commit(b, Meta{LSN: 1}))
}

func TestBatchDoesNotAllocate(t *testing.T) {
	s := openMem(t)
	b := s.NewBatch(16 << 20)
	key, value, page := []byte("key"), expiring(10), make([]byte, 2048)
	if n := testing.AllocsPerRun(1000, func() {
		b.SetRecord(1, key, value)
		b.DeleteRecord(1, key)
		b.SetPage(1, 2, 3, page)
		b.DeletePage(1, 2, 3)
		b.DeletePages(1, 2, 3)
		b.DeletePages(1, 2, 300)
		b.DropGeneration(2)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestCacheKeepsItsRoom commits a batch larger than the cache and wants what is
// cached to stay.
func TestCacheKeepsItsRoom(t *testing.T) {
	o := quiet(nil)
	o.CacheBytes, o.MemTableBytes = 1<<20, 256<<10
	s, err := Open(t.TempDir(), o)
	must(t, err)
	commit(t, s, Meta{}, func(b *Batch) {
		for n := range uint32(400) {
			b.SetPage(1, 1, n, make([]byte, 2048))
		}
	})
	must(t, s.Flush())
	must(t, s.db.Compact(t.Context(), metaKey(), []byte{keyDue + 1}, false)) // or it may come at any time
	for n := range uint32(400) {
		_, err := s.Page(1, 1, n, nil)
		must(t, err)
	}
	before := s.Metrics().CacheBytes
	commit(t, s, Meta{}, func(b *Batch) { b.SetPage(1, 2, 1, make([]byte, 4<<20)) })
	if m := s.Metrics(); m.CacheBytes < before/2 || m.MemTableBytes < 4<<20 {
		t.Errorf("%d bytes are cached, before the batch it was %d; %d in memory", m.CacheBytes, before, m.MemTableBytes)
	}
	must(t, s.Flush())
	for n := range uint32(400) {
		_, err := s.Page(1, 1, n, nil)
		must(t, err)
	}
	if m := s.Metrics(); m.CacheBytes > o.CacheBytes+o.MemTableBytes || m.MemTableBytes > 2*o.MemTableBytes {
		t.Errorf("after the flush %d bytes are cached, %d in memory", m.CacheBytes, m.MemTableBytes)
	}
	must(t, s.Close())
}
