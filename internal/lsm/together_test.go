package lsm

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// TestNextPartFits wants parts that are not larger than they should be, unless a single change is.
func TestNextPartFits(t *testing.T) {
	o := quiet(vfs.NewMem())
	o.PartBytes = 10_000
	s := open(t, o)
	b := s.NewBatch(1 << 20)
	for i := range 100 {
		b.SetRecord(1, fmt.Appendf(nil, "%d", i), record(strings.Repeat("v", 100*i)))
	}
	b.SetRecord(1, []byte("long"), record(strings.Repeat("v", 50_000)))
	if len(b.parts) < 50 {
		t.Errorf("%d parts", len(b.parts))
	}
	for i, p := range b.parts {
		if int64(p.Len()) > o.PartBytes && p.Count() > 1 {
			t.Errorf("part %d has %d changes in %d bytes", i, p.Count(), p.Len())
		}
	}
	if n := b.Count(); n != 101 {
		t.Errorf("%d changes", n)
	}
	must(t, s.Commit(b, Meta{LSN: 1}))
	must(t, s.Flush())
	b.Reset()
	if b.Count() != 0 || len(b.parts) != 1 {
		t.Errorf("%d changes in %d parts are left", b.Count(), len(b.parts))
	}
	must(t, s.Close())
	s = open(t, o)
	for i := range 100 {
		if _, found, err := s.Record(1, fmt.Appendf(nil, "%d", i), nil); !found || err != nil {
			t.Errorf("record %d: %v, %v", i, found, err)
		}
	}
	if _, found, err := s.get(holderKey(), nil); found || err != nil {
		t.Errorf("what held up the flush is left: %v, %v", found, err)
	}
	must(t, s.Close())
}

// brokenDisk refuses to write tables from a number of them on.
type brokenDisk struct {
	fullDisk
	tables atomic.Int64 // that can still be made
}

func (d *brokenDisk) MaybeError(op errorfs.Op) error {
	if op.Kind == errorfs.OpCreate && strings.HasSuffix(op.Path, tableSuffix) && d.tables.Add(-1) < 0 {
		d.on.Store(true)
	}
	return d.fullDisk.MaybeError(op)
}

// TestDiskFillsBetweenParts lets the disk be full for what holds up the flush, or for the parts behind it. They come
// through all together when there is room.
func TestDiskFillsBetweenParts(t *testing.T) {
	for tables := range int64(2) {
		fs := vfs.NewCrashableMem()
		disk := &brokenDisk{}
		disk.tables.Store(1 << 30)
		o := quiet(errorfs.Wrap(fs, disk))
		o.MemTableBytes, o.PartBytes = 64<<10, 40<<10
		o.Fatal = func(err error) { t.Error(err) }
		s := open(t, o)
		commit(t, s, Meta{LSN: 1}, func(b *Batch) { b.SetRecord(1, []byte("old"), record("v")) })
		must(t, s.Flush())
		disk.tables.Store(tables)
		commit(t, s, Meta{LSN: 2}, func(b *Batch) {
			b.DeleteRecord(1, []byte("old"))
			for i := range 10 {
				b.SetRecord(1, fmt.Appendf(nil, "%d", i), record(strings.Repeat("v", 20_000)))
			}
		})
		if err := s.Flush(); err == nil {
			t.Fatal("a full disk was not met")
		}
		crashed := open(t, quiet(fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: 100, RNG: rand.New(rand.NewPCG(1, 1))})))
		if m, _ := crashed.Meta(); m.LSN != 1 {
			t.Errorf("%d tables: a crash leaves checkpoint %d", tables, m.LSN)
		}
		if _, found, err := crashed.Record(1, []byte("old"), nil); !found || err != nil {
			t.Errorf("%d tables: the old record: %v, %v", tables, found, err)
		}
		must(t, crashed.Close())
		disk.tables.Store(1 << 30)
		disk.on.Store(false)
		must(t, s.Flush())
		crashed = open(t, quiet(fs.CrashClone(vfs.CrashCloneCfg{})))
		if m, _ := crashed.Meta(); m.LSN != 2 {
			t.Errorf("%d tables: a crash after the flush leaves checkpoint %d", tables, m.LSN)
		}
		must(t, crashed.Close())
		must(t, s.Close())
	}
}

// TestApartIsFatal has watch meet a flush that leaves out a part, which ends the process before anything is written.
func TestApartIsFatal(t *testing.T) {
	var fatal atomic.Int64
	o := quiet(vfs.NewMem())
	o.Fatal = func(error) { fatal.Add(1) }
	s := open(t, o)
	s.watch.expectTogether(3)
	commit(t, s, Meta{LSN: 1}, func(b *Batch) { b.SetRecord(1, []byte("k"), record("v")) })
	must(t, s.Flush())
	if fatal.Load() != 1 {
		t.Errorf("the process ended %d times", fatal.Load())
	}
	must(t, s.Close())
}
