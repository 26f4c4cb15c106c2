package lsm

import (
	"errors"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// fullDisk refuses to write tables while it is on.
type fullDisk struct {
	on       atomic.Bool
	refusals atomic.Int64
}

func (d *fullDisk) MaybeError(op errorfs.Op) error {
	if d.on.Load() && op.Kind == errorfs.OpFileWrite && strings.HasSuffix(op.Path, tableSuffix) {
		d.refusals.Add(1)
		return syscall.ENOSPC
	}
	return nil
}

func (d *fullDisk) String() string { return "full disk" }

// TestFullDisk wants a flush to fail, commits to be refused, nothing to be tried
// meanwhile, and everything to be there when there is room again.
func TestFullDisk(t *testing.T) {
	for _, c := range []struct {
		size      int
		partBytes int64
	}{{10, 0}, {1 << 20, 0}, {10, 100}, {1 << 20, 1 << 10}} {
		disk := &fullDisk{}
		o := quiet(errorfs.Wrap(vfs.NewMem(), disk))
		o.MemTableBytes = 256 << 10
		o.MaxUnflushedBytes = 512 << 10
		o.PartBytes = c.partBytes
		s := open(t, o)
		b := s.NewBatch(0)
		b.SetRecord(1, []byte("j"), record(strings.Repeat("v", c.size)))
		b.SetRecord(1, []byte("k"), record(strings.Repeat("v", c.size)))
		disk.on.Store(true)
		must(t, s.Commit(b, Meta{LSN: 1}))
		for range 3 {
			if err := s.Flush(); !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("flush on a full disk: %v", err)
			}
		}
		b = s.NewBatch(0)
		b.SetRecord(1, []byte("l"), record("v"))
		if err := s.Commit(b, Meta{LSN: 2}); !errors.Is(err, ErrNotFlushed) {
			t.Fatalf("commit after a failed flush: %v", err)
		}
		if n := disk.refusals.Load(); n > 10 {
			t.Errorf("%d writes were tried", n)
		}
		if _, found, err := s.Record(1, []byte("k"), nil); !found || err != nil {
			t.Errorf("record in memory: %v, %v", found, err)
		}
		disk.on.Store(false)
		must(t, s.Flush())
		b.Reset()
		b.SetRecord(1, []byte("l"), record("v"))
		must(t, s.Commit(b, Meta{LSN: 2}))
		must(t, s.Flush())
		must(t, s.Close())
		s = open(t, o)
		for _, key := range []string{"j", "k", "l"} {
			if _, found, err := s.Record(1, []byte(key), nil); !found || err != nil {
				t.Errorf("%s after the disk was full: %v, %v", key, found, err)
			}
		}
		must(t, s.Close())
	}
}

// TestCloseOnFullDisk wants Close to end although a flush cannot.
func TestCloseOnFullDisk(t *testing.T) {
	for _, size := range []int{10, 1 << 20} {
		disk := &fullDisk{}
		o := quiet(errorfs.Wrap(vfs.NewMem(), disk))
		o.MemTableBytes, o.MaxUnflushedBytes = 256<<10, 512<<10
		s := open(t, o)
		disk.on.Store(true)
		commit(t, s, Meta{}, func(b *Batch) { b.SetRecord(1, []byte("k"), record(strings.Repeat("v", size))) })
		if err := s.Flush(); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("flush on a full disk: %v", err)
		}
		must(t, s.Close())
	}
}

// TestCommitFlushes wants a commit to flush what lies before it when that would
// become too much.
func TestCommitFlushes(t *testing.T) {
	o := quiet(vfs.NewMem())
	o.MaxUnflushedBytes = 1 << 20
	s := open(t, o)
	for lsn := range uint64(5) {
		commit(t, s, Meta{LSN: lsn}, func(b *Batch) { b.SetRecord(1, []byte("k"), record(strings.Repeat("v", 600<<10))) })
		if n := s.unflushed.Load(); n > o.MaxUnflushedBytes {
			t.Errorf("%d bytes are unflushed", n)
		}
	}
	if n := s.Metrics().WriteStalls; n != 4 {
		t.Errorf("%d commits waited, want 4", n)
	}
	must(t, s.Flush())
	if n := s.unflushed.Load(); n != 0 {
		t.Errorf("%d bytes are unflushed after a flush", n)
	}
	must(t, s.Close())
}

// TestCommitWaitsForCompactions flushes the same keys again and again, and wants
// no more layers of them than it said.
func TestCommitWaitsForCompactions(t *testing.T) {
	o := quiet(vfs.NewMem())
	o.maxSublevels = 2
	s := open(t, o)
	for lsn := range uint64(50) {
		commit(t, s, Meta{LSN: lsn}, func(b *Batch) {
			for _, key := range []string{"a", "m", "z"} {
				b.SetRecord(1, []byte(key), record(strings.Repeat("v", 10_000)))
			}
		})
		must(t, s.Flush())
		if n := s.db.Metrics().Levels[0].Sublevels; n > 2 {
			t.Errorf("%d layers after commit %d", n, lsn)
		}
	}
	must(t, s.Close())
}
