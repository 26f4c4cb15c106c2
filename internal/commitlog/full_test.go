package commitlog

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// fullDisk is a file system that can run out of space for some operations.
type fullDisk struct {
	*errorfs.FS
	full atomic.Bool
	hits atomic.Int64
}

func newFullDisk(on func(errorfs.Op) bool) *fullDisk {
	d := &fullDisk{}
	d.FS = errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		if d.full.Load() && on(op) {
			d.hits.Add(1)
			return errNoSpace()
		}
		return nil
	}))
	return d
}

// TestFullAtPrepare takes the space for the next segment. Records go on until
// the current segment is down to its reserve; nothing acknowledged is lost.
func TestFullAtPrepare(t *testing.T) {
	disk := newFullDisk(func(op errorfs.Op) bool { return op.Kind == errorfs.OpFilePreallocate })
	opts := testOptions(t, disk)
	l := mustOpen(t, opts)
	until(t, "a spare", l.spareReady)
	disk.full.Store(true)
	appendNumbered(l, 8, 1000) // into the second segment
	mustSync(t, l)
	until(t, "the preparer to see it", func() bool { return disk.hits.Load() > 0 })

	taken := 0
	for ; l.Reserve(1000) == nil; taken++ {
		if taken > 10 {
			t.Fatal("Reserve never refuses")
		}
		appendNumbered(l, 1, 1000)
		mustSync(t, l)
	}
	if err := l.Reserve(1000); !errors.Is(err, ErrDiskFull) || taken == 0 {
		t.Fatalf("after %d records Reserve says %v", taken, err)
	}
	if l.Acked() != l.Appended() {
		t.Fatal("what was granted is not acknowledged")
	}
	disk.full.Store(false)
	until(t, "space again", func() bool {
		l.Tick(time.Unix(1, 0))
		return l.Reserve(1000) == nil
	})
	appendNumbered(l, 20, 1000)
	mustClose(t, l)
	if _, last := readNumbered(t, mustOpen(t, opts), 1000); last != LSN(28+taken) {
		t.Fatalf("recovered up to %d", last)
	}
}

// TestFullBeforePrepared has the preparer find out late that there is no space:
// what Reserve grants meanwhile finds room all the same.
func TestFullBeforePrepared(t *testing.T) {
	release := make(chan struct{})
	disk := newFullDisk(func(op errorfs.Op) bool {
		if op.Kind == errorfs.OpFilePreallocate {
			<-release
		}
		return op.Kind == errorfs.OpFilePreallocate
	})
	l := mustOpen(t, testOptions(t, disk))
	until(t, "a spare", l.spareReady)
	disk.full.Store(true)
	appendNumbered(l, 8, 1000) // into the second segment
	mustSync(t, l)
	time.AfterFunc(time.Millisecond, func() { close(release) })
	for taken := 0; l.Reserve(1000) == nil; taken++ {
		if taken > 10 {
			t.Fatal("Reserve never refuses")
		}
		appendNumbered(l, 1, 1000)
		mustSync(t, l)
	}
}

// TestFullAtWrite has a file system that finds out only when it writes. What was
// appended waits in memory and is acknowledged when there is space again.
func TestFullAtWrite(t *testing.T) {
	for _, policy := range []Policy{PolicyEverySec, PolicyAlways} {
		t.Run(policy.String(), func(t *testing.T) {
			disk := newFullDisk(func(op errorfs.Op) bool { return op.Kind == errorfs.OpFileWriteAt })
			opts := testOptions(t, disk)
			opts.Policy = policy
			l := mustOpen(t, opts)
			appendNumbered(l, 2, 1000)
			mustSync(t, l)

			disk.full.Store(true)
			appendNumbered(l, 10, 1000)
			if err := l.Sync(context.Background()); !errors.Is(err, ErrDiskFull) {
				t.Fatalf("Sync: %v", err)
			}
			if err := l.Reserve(1); !errors.Is(err, ErrDiskFull) || !l.Stats().Full {
				t.Fatalf("Reserve: %v, stats %+v", err, l.Stats())
			}
			waited := make(chan error)
			go func() { waited <- l.Wait(context.Background(), 12) }()
			l.Tick(time.Unix(1, 0))
			if l.Acked() != 2 {
				t.Fatalf("Acked is %d while the disk is full", l.Acked())
			}
			disk.full.Store(false)
			l.Tick(time.Unix(2, 0))
			if err := <-waited; err != nil {
				t.Fatal(err)
			}
			if err := l.Reserve(1); err != nil || l.Stats().Full {
				t.Fatalf("Reserve: %v, stats %+v", err, l.Stats())
			}
			mustClose(t, l)
			if _, last := readNumbered(t, mustOpen(t, opts), 1000); last != 12 {
				t.Fatalf("recovered up to %d", last)
			}
		})
	}
}

// TestPartialWrite fails after half of a write, as a disk does that fills up.
func TestPartialWrite(t *testing.T) {
	disk := &halfDisk{FS: vfs.NewMem()}
	opts := testOptions(t, disk)
	l := mustOpen(t, opts)
	appendNumbered(l, 3, 100)
	mustSync(t, l)
	disk.full.Store(true)
	appendNumbered(l, 30, 100)
	if err := l.Flush(); !errors.Is(err, ErrDiskFull) || l.Acked() != 3 {
		t.Fatalf("Flush: %v, Acked %d", err, l.Acked())
	}
	disk.full.Store(false)
	l.Tick(time.Unix(1, 0))
	if l.Acked() != 33 {
		t.Fatalf("Acked is %d", l.Acked())
	}
	mustClose(t, l)
	if _, last := readNumbered(t, mustOpen(t, opts), 100); last != 33 {
		t.Fatalf("recovered up to %d", last)
	}
}

// halfDisk writes only half of what it is given while it is full.
type halfDisk struct {
	vfs.FS
	full atomic.Bool
}

func (d *halfDisk) OpenReadWrite(name string, c vfs.DiskWriteCategory, o ...vfs.OpenOption) (vfs.File, error) {
	f, err := d.FS.OpenReadWrite(name, c, o...)
	return halfFile{f, d}, err
}

type halfFile struct {
	vfs.File
	disk *halfDisk
}

func (f halfFile) WriteAt(p []byte, off int64) (int, error) {
	if !f.disk.full.Load() {
		return f.File.WriteAt(p, off)
	}
	n, _ := f.File.WriteAt(p[:len(p)/2], off)
	return n, errNoSpace()
}
