package commitlog

import (
	"bytes"
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

var crashSeeds = flag.Int("crash-seeds", 2, "how many random workloads TestCrash runs a policy")

// TestCrash runs a random workload and takes, before every operation on a file,
// a picture of what a crash could leave at that moment. Every picture must
// recover to a prefix of what was appended that holds all that was promised.
// Some pictures are then written on and crashed in the same way again, recovery
// included.
func TestCrash(t *testing.T) {
	var tears atomic.Int64
	for _, policy := range []Policy{PolicyEverySec, PolicyAlways, PolicyNo} {
		t.Run(policy.String(), func(t *testing.T) {
			for seed := range *crashSeeds {
				t.Run(fmt.Sprint(seed), func(t *testing.T) {
					t.Parallel()
					rng := rand.New(rand.NewPCG(uint64(seed), uint64(policy)))
					w := &crashWorld{t: t, rng: rng, policy: policy, inline: seed%2 == 1, tears: &tears, fs: vfs.NewCrashableMem()}
					w.run(2)
				})
			}
		})
	}
	t.Cleanup(func() {
		if tears.Load() == 0 {
			t.Error("no crash tore a tail out of order; the test does not test what it should")
		}
	})
}

// crashWorld is one life of a log, between two crashes.
type crashWorld struct {
	t      *testing.T
	rng    *rand.Rand
	policy Policy
	inline bool // Options.SyncInline
	tears  *atomic.Int64
	fs     *vfs.MemFS
	lives  []LSN // where the records of each life begin

	mu       sync.Mutex // guards what follows and rng
	log      *FileLog   // nil until it is open
	kept     LSN        // promised before this life
	released LSN
	pictures []picture
}

// picture is what a crash could leave, and what it must at least hold.
type picture struct {
	fs       *vfs.MemFS
	promised LSN
	released LSN
}

// run opens the log, works on it and checks all pictures of that.
func (w *crashWorld) run(depth int) {
	fs := errorfs.Wrap(w.fs, errorfs.InjectorFunc(w.takePicture))
	l := w.open(fs)
	w.check(l)
	w.mu.Lock()
	w.log, w.lives = l, append(w.lives[:len(w.lives):len(w.lives)], l.Appended()+1)
	w.mu.Unlock()
	w.work(l)
	if err := l.Close(); err != nil {
		w.t.Fatal(err)
	}
	for i, p := range w.pictures {
		next := &crashWorld{
			t: w.t, rng: w.rng, policy: w.policy, inline: w.inline, tears: w.tears, fs: p.fs,
			lives: w.lives, kept: p.promised, released: p.released,
		}
		if depth > 1 && i%20 == 0 {
			next.run(depth - 1)
			continue
		}
		next.reopen()
	}
}

// reopen checks a picture, writes a little, and checks that as well.
func (w *crashWorld) reopen() {
	l := w.open(w.fs)
	w.check(l)
	w.lives = append(w.lives[:len(w.lives):len(w.lives)], l.Appended()+1)
	for range 3 {
		l.Append(0, 0, w.payload(l.Appended()+1))
	}
	w.kept = l.Appended()
	if err := l.Close(); err != nil {
		w.t.Fatal(err)
	}
	if _, err := Verify(w.fs, "log"); err != nil {
		w.t.Fatal(err)
	}
	l = w.open(w.fs)
	w.check(l)
	if err := l.Close(); err != nil {
		w.t.Fatal(err)
	}
}

func (w *crashWorld) open(fs vfs.FS) *FileLog {
	w.t.Helper()
	l, err := Open(Options{
		FS: fs, Dir: "log", Policy: w.policy, SyncInline: w.inline, SegmentBytes: 12 << 10, MaxRecycled: 2, logID: 7,
		Logger: slog.New(slog.DiscardHandler),
		Fatal:  func(err error) { w.t.Error(err) },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if l.Recovered().Frames > 0 {
		w.tears.Add(1)
	}
	return l
}

// check replays everything.
func (w *crashWorld) check(l *FileLog) {
	w.t.Helper()
	if l.Appended() < w.kept {
		w.t.Fatalf("recovered up to %d, promised was %d", l.Appended(), w.kept)
	}
	var next LSN
	err := l.Replay(0, func(r Record) error {
		if next == 0 && r.LSN > w.released+1 {
			w.t.Fatalf("the first record is %d, released was %d", r.LSN, w.released)
		}
		if next != 0 && r.LSN != next {
			w.t.Fatalf("record %d came, want %d", r.LSN, next)
		}
		if !bytes.Equal(r.Payload, w.payload(r.LSN)) {
			w.t.Fatalf("record %d came back changed", r.LSN)
		}
		next = r.LSN + 1
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if next != 0 && next != l.Appended()+1 || next == 0 && l.Appended() > w.released {
		w.t.Fatalf("replay ended before %d, the log is at %d", next, l.Appended())
	}
}

// takePicture is called before every operation on a file.
func (w *crashWorld) takePicture(op errorfs.Op) error {
	if op.Kind.ReadOrWrite() == errorfs.OpIsRead {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	percent := []int{0, 30, 70, 100}[w.rng.IntN(4)]
	p := picture{promised: w.kept, released: w.released}
	if w.log != nil {
		p.promised = max(w.kept, w.log.Durable())
		if percent == 100 || w.policy == PolicyAlways {
			p.promised = max(p.promised, w.log.Acked())
		}
	}
	p.fs = w.fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: percent, RNG: w.rng})
	w.pictures = append(w.pictures, p)
	return nil
}

// work appends, flushes, ticks and releases at random.
func (w *crashWorld) work(l *FileLog) {
	now := time.Unix(0, 0)
	for range 80 {
		switch w.dice(12) {
		case 0:
			now = now.Add(600 * time.Millisecond)
			l.Tick(now)
		case 1:
			if err := l.Sync(context.Background()); err != nil {
				w.t.Fatal(err)
			}
		case 2:
			w.release(l)
		case 3, 4, 5:
			if err := l.Wait(context.Background(), l.Appended()); err != nil {
				w.t.Fatal(err)
			}
		default:
			l.Append(0, 0, w.payload(l.Appended()+1))
		}
	}
}

func (w *crashWorld) release(l *FileLog) {
	lsn := l.Appended() - min(l.Appended(), LSN(w.dice(20)))
	w.mu.Lock()
	w.released = max(w.released, lsn)
	w.mu.Unlock()
	if err := l.ReleaseBefore(lsn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *crashWorld) dice(n int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.rng.IntN(n)
}

// payload is what a record must hold: it follows from its LSN and its life.
func (w *crashWorld) payload(lsn LSN) []byte {
	life := 0
	for life < len(w.lives) && w.lives[life] <= lsn {
		life++
	}
	rng := rand.New(rand.NewPCG(uint64(lsn), uint64(life)))
	size := rng.IntN(400)
	switch rng.IntN(20) {
	case 0:
		size = 15_000 // more than a segment
	case 1, 2:
		size = 6_000 // more than a block
	}
	return bytes.Repeat(binary.LittleEndian.AppendUint64(nil, rng.Uint64()), size/8)
}
