package instance

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
)

var crashSeeds = flag.Int("crash-seeds", 1, "how many random workloads TestCrash runs a policy")

// TestCrash runs random commands and takes, before every operation that changes a file, a picture of what a crash
// could leave at that moment: all that was written if the process dies, and any part of what was not synced if power
// fails. Every picture must open with exactly the data that there was after one of the commands, and not before the
// last whose survival was promised.
func TestCrash(t *testing.T) {
	for _, policy := range []string{"everysec", "always"} {
		for seed := range *crashSeeds {
			t.Run(fmt.Sprint(policy, " ", seed), func(t *testing.T) {
				w := newCrashWorld(t, policy, uint64(seed))
				w.live()
				for i := 0; i < len(w.pictures); i += stride() {
					w.reopen(w.pictures[i])
				}
			})
		}
	}
}

// stride leaves out pictures where time is short, as under the race detector.
func stride() int {
	if testing.Short() {
		return 8
	}
	return 1
}

// crashWorld is one life of an instance, and the pictures taken of it.
type crashWorld struct {
	t        *testing.T
	policy   string
	rng      *rand.Rand // of the commands
	fs       *vfs.MemFS
	clock    *clock.Manual
	moments  []moment      // in ascending order
	answered atomic.Uint64 // the record of the last command that was answered and had one

	mu       sync.Mutex // guards what follows
	dice     *rand.Rand // of the crashes
	log      commitlog.Log
	pictures []picture
}

// moment is what the data was when the log ended at an LSN.
type moment struct {
	lsn  commitlog.LSN
	data model
}

// picture is what a crash could leave.
type picture struct {
	fs       *vfs.MemFS
	at       time.Time
	promised commitlog.LSN
}

var crashEpoch = time.Unix(1_000_000_000, 0)

func newCrashWorld(t *testing.T, policy string, seed uint64) *crashWorld {
	return &crashWorld{
		t: t, policy: policy,
		rng: rand.New(rand.NewPCG(seed, 1)), dice: rand.New(rand.NewPCG(seed, 2)),
		fs: vfs.NewCrashableMem(), clock: clock.NewManual(crashEpoch),
		moments: []moment{{0, model{}}},
	}
}

// live runs the commands.
func (w *crashWorld) live() {
	in := open(w.t, errorfs.Wrap(w.fs, errorfs.InjectorFunc(w.takePicture)), w.clock, "--appendfsync", w.policy)
	w.mu.Lock()
	w.log = in.log
	w.mu.Unlock()
	data := model{}
	for range 150 {
		before := in.log.Appended()
		do(w.t, in, data.step(w.rng, w.clock.NowMillis())...)
		if lsn := in.log.Appended(); lsn > before {
			w.moments = append(w.moments, moment{lsn, data.at(0)})
			w.answered.Store(uint64(lsn))
		}
		switch w.rng.IntN(20) {
		case 0:
			if err := in.engine.Checkpoint(); err != nil {
				w.t.Fatal(err)
			}
		case 1:
			if err := in.engine.Unload(); err != nil { // what comes next is read from disk
				w.t.Fatal(err)
			}
		case 2, 3, 4, 5, 6:
			w.clock.Advance(time.Duration(w.rng.IntN(600)) * time.Millisecond)
			in.Cron()
		}
	}
	if diff := differences(dumpAll(in), data.at(w.clock.NowMillis())); diff != "" {
		w.t.Fatalf("the model went astray:\n%s", diff)
	}
	closeInstance(w.t, in)
}

// takePicture is called before every operation on a file.
func (w *crashWorld) takePicture(op errorfs.Op) error {
	if op.Kind.ReadOrWrite() == errorfs.OpIsRead {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	percent := []int{0, 30, 70, 100}[w.dice.IntN(4)]
	p := picture{}
	if w.log != nil {
		p.promised = w.log.Durable()
	}
	if percent == 100 || w.policy == "always" {
		p.promised = max(p.promised, commitlog.LSN(w.answered.Load()))
	}
	p.fs = w.fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: percent, RNG: w.dice})
	p.at = time.UnixMilli(w.clock.NowMillis())
	w.pictures = append(w.pictures, p)
	return nil
}

// reopen opens a picture and compares, then writes to it and opens it again.
func (w *crashWorld) reopen(p picture) {
	now := clock.NewManual(p.at)
	in := open(w.t, p.fs, now, "--appendfsync", w.policy)
	lsn := in.log.Appended()
	if lsn < p.promised {
		w.t.Fatalf("recovered up to record %d, promised was %d", lsn, p.promised)
	}
	want := w.dataAt(lsn).at(now.NowMillis())
	if diff := differences(dumpAll(in), want); diff != "" {
		w.t.Fatalf("recovered up to record %d (%d was promised), but not its data:\n%s", lsn, p.promised, diff)
	}
	do(w.t, in, "SET", "after", "the crash")
	want[place{0, "after"}] = held{data: "the crash"}
	closeInstance(w.t, in)

	in = open(w.t, p.fs, now, "--appendfsync", w.policy)
	if diff := differences(dumpAll(in), want); diff != "" {
		w.t.Fatalf("after the restart that follows the recovery:\n%s", diff)
	}
	closeInstance(w.t, in)
}

// dataAt is the data that belongs to a log which ends at lsn. Records between two moments are those of keys that
// expired, which nobody sees any more.
func (w *crashWorld) dataAt(lsn commitlog.LSN) model {
	i, _ := slices.BinarySearchFunc(w.moments, lsn+1, func(m moment, lsn commitlog.LSN) int {
		if m.lsn < lsn {
			return -1
		}
		return 1
	})
	return w.moments[i-1].data
}

// open opens an instance in the directory "data", with more settings if any.
func open(t *testing.T, fs vfs.FS, c clock.Clock, settings ...string) *Instance {
	t.Helper()
	cfg := config.New()
	small := []string{"--dir", "data", "--log-segment-bytes", "1mb", "--shards", "2", "--databases", fmt.Sprint(modelDatabases)}
	if err := cfg.Load(fs, strings.NewReader(""), append(small, settings...)); err != nil {
		t.Fatal(err)
	}
	in, err := Open(cfg, Environment{
		FS: fs, Clock: c, ManualCron: true, Fatal: func(err error) { t.Error(err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func closeInstance(t *testing.T, in *Instance) {
	t.Helper()
	if err := in.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// do runs a command. To rename a key that is not there is the only error that the model makes.
func do(t *testing.T, in *Instance, command ...string) {
	t.Helper()
	err := in.Do(context.Background(), command, func(reply []byte) error {
		if reply[0] == '-' && string(reply) != "-ERR no such key\r\n" {
			t.Errorf("%v: %s", command, reply)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
