package lsm

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

var crashSeeds = flag.Int("crash-seeds", 2, "how many random workloads TestCrash runs")

// TestCrash commits, flushes and compacts at random, with batches below and
// above what a table in memory takes, and with batches in parts of either kind. Before every operation that changes a file
// it takes a picture of what a crash could leave at that moment. Every picture
// must open as exactly one of the checkpoints committed until then, and as none
// older than the last one flushed. Some are then worked on and crashed in the
// same way again.
func TestCrash(t *testing.T) {
	var seen crashCounts
	t.Cleanup(func() {
		for what, n := range map[string]*atomic.Int64{
			"large batches": &seen.large, "small batches": &seen.small, "batches in parts": &seen.parted,
			"batches with parts of both kinds": &seen.mixed, "crashes that lost a commit": &seen.lost,
			"crashes that kept one unflushed": &seen.lucky,
		} {
			if n.Load() == 0 {
				t.Errorf("the test does not test what it should: no %s", what)
			}
		}
	})
	for seed := range *crashSeeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(uint64(seed), 2))
			w := &crashWorld{t: t, seen: &seen, rng: rng, fs: vfs.NewCrashableMem(), history: []model{{}}}
			depth := 2
			if testing.Short() {
				depth = 1
			}
			w.run(depth)
		})
	}
}

// crashCounts count what must happen for the test to mean something.
type crashCounts struct {
	large, small, parted, mixed, lost, lucky atomic.Int64
}

// crashWorld is one life of a store, between two crashes.
type crashWorld struct {
	t    *testing.T
	seen *crashCounts
	fs   *vfs.MemFS
	rng  *rand.Rand // of the workload

	history []model // by LSN

	mu       sync.Mutex // guards what follows
	promised uint64     // flushed
	begun    uint64     // the last that a crash could leave
	pictures []picture
}

// picture is what a crash could leave, and what it may hold.
type picture struct {
	fs              *vfs.MemFS
	promised, begun uint64
}

func (w *crashWorld) options(fs vfs.FS) Options {
	o := quiet(fs)
	o.MemTableBytes = 64 << 10
	o.Fatal = func(err error) { w.t.Error(err) }
	return o
}

// run works on the store and checks all pictures of that.
func (w *crashWorld) run(depth int) {
	s := open(w.t, w.options(errorfs.Wrap(w.fs, errorfs.InjectorFunc(w.takePicture))))
	w.check(s)
	w.work(s)
	must(w.t, s.Close())
	for i, p := range w.pictures {
		next := &crashWorld{
			t: w.t, seen: w.seen, rng: w.rng, fs: p.fs, history: slices.Clone(w.history[:p.begun+1]), promised: p.promised, begun: p.begun,
		}
		if depth > 1 && i%100 == 50 {
			next.run(depth - 1)
			continue
		}
		s := open(w.t, w.options(p.fs))
		next.check(s)
		must(w.t, s.Close())
	}
}

// check finds out which checkpoint the store holds, and goes on from there.
func (w *crashWorld) check(s *Store) {
	w.t.Helper()
	m, _ := s.Meta()
	if m.LSN < w.promised || m.LSN > w.begun {
		w.t.Fatalf("recovered checkpoint %d; %d was flushed, %d committed", m.LSN, w.promised, w.begun)
	}
	got, want := contents(w.t, s), w.history[m.LSN]
	if !maps.Equal(got, want) {
		w.t.Fatalf("checkpoint %d came back with %d entries, want %d, or others", m.LSN, len(got), len(want))
	}
	must(w.t, s.Check())
	if m.LSN < w.begun {
		w.seen.lost.Add(1)
	} else if m.LSN > w.promised {
		w.seen.lucky.Add(1)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.history = w.history[:m.LSN+1]
	w.promised, w.begun = m.LSN, m.LSN
}

// contents reads all records and pages.
func contents(t *testing.T, s *Store) model {
	t.Helper()
	m := model{}
	it, err := s.db.NewIter(nil)
	must(t, err)
	for ok := it.SeekGE([]byte{keyRecord}); ok && it.Key()[0] <= keyPage; ok = it.Next() {
		m[string(it.Key())] = string(it.Value())
	}
	must(t, it.Close())
	return m
}

// takePicture is called before every operation on a file.
func (w *crashWorld) takePicture(op errorfs.Op) error {
	if op.Kind.ReadOrWrite() == errorfs.OpIsRead {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	// Compactions come when they come. A source of its own keeps the workload
	// the same in every run.
	rng := rand.New(rand.NewPCG(uint64(len(w.pictures)), 3))
	percent := []int{0, 30, 70, 100}[rng.IntN(4)]
	w.pictures = append(w.pictures, picture{
		fs:       w.fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: percent, RNG: rng}),
		promised: w.promised, begun: w.begun,
	})
	return nil
}

// count counts a batch that is about to be committed.
func (w *crashWorld) count(s *Store, b *Batch) {
	large := 0
	for _, p := range b.parts {
		if int64(p.Len()) >= s.opts.MemTableBytes/2 {
			large++
		}
	}
	switch {
	case len(b.parts) > 1 && large > 0 && large < len(b.parts):
		w.seen.mixed.Add(1)
	case len(b.parts) > 1:
		w.seen.parted.Add(1)
	case large > 0:
		w.seen.large.Add(1)
	default:
		w.seen.small.Add(1)
	}
}

// work commits, flushes and compacts.
func (w *crashWorld) work(s *Store) {
	d := dice{w.rng, 100}
	b := s.NewBatch(0)
	rounds := 15
	if testing.Short() {
		rounds = 10
	}
	for range rounds {
		lsn := uint64(len(w.history))
		m := maps.Clone(w.history[lsn-1])
		changes := 1 + d.IntN(200)*d.IntN(3)
		switch s.opts.PartBytes = 1 << 20; d.IntN(5) {
		case 0:
			s.opts.PartBytes = 4 << 10
		case 1, 2:
			s.opts.PartBytes = 34 << 10 // which is a table of its own
			changes += 300
		}
		for range changes {
			d.change(b, m)
		}
		w.history = append(w.history, m)
		w.mu.Lock()
		w.begun = lsn
		w.mu.Unlock()
		w.count(s, b)
		must(w.t, s.Commit(b, m.meta(lsn)))
		b.Reset()
		switch d.IntN(8) {
		case 0, 1, 2:
			must(w.t, s.Flush())
			w.mu.Lock()
			w.promised = lsn
			w.mu.Unlock()
		case 3:
			must(w.t, s.db.Compact(w.t.Context(), metaKey(), []byte{keyDue + 1}, false))
		case 4:
			must(w.t, s.Due(d.gen(), d.Int64N(1000), func(_, _ []byte) bool { return true }))
		}
	}
}
