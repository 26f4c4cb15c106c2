package instance

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// TestCheckpointWhileCollectionsChange writes checkpoints while big collections change, go and are flushed: after a crash
// each of them and the log behind it give all that was there.
func TestCheckpointWhileCollectionsChange(t *testing.T) {
	fs, now := vfs.NewCrashableMem(), clock.NewManual(crashEpoch)
	settings := []string{"--appendfsync", "always", "--enable-debug-command", "yes"}
	in := open(t, fs, now, settings...)
	rng := rand.New(rand.NewPCG(1, 4))
	for range 3000 {
		do(t, in, changeBig(rng)...)
	}
	for round := range uint64(20) {
		var writers sync.WaitGroup
		var enough atomic.Bool
		for i := range uint64(2) {
			writers.Go(func() {
				rng := rand.New(rand.NewPCG(round, i))
				for !enough.Load() {
					do(t, in, changeBig(rng)...)
				}
			})
		}
		if err := in.engine.Checkpoint(); err != nil {
			t.Fatal(err)
		}
		enough.Store(true)
		writers.Wait()
		want := ask(t, in, "DEBUG", "DIGEST")
		crashed := open(t, fs.CrashClone(vfs.CrashCloneCfg{}), now, settings...)
		if got := ask(t, crashed, "DEBUG", "DIGEST"); got != want {
			t.Fatalf("round %d: after the crash the data is %s, was %s", round, got, want)
		}
		closeInstance(t, crashed)
	}
	closeInstance(t, in)
}

// changeBig makes up a command on one of a few collections, which are big for most of the time.
func changeBig(rng *rand.Rand) []string {
	name, n := fmt.Sprint(rng.IntN(3)), rng.IntN(5000)
	long := fmt.Sprintf("member:%0*d", 1+rng.IntN(600), n)
	switch rng.IntN(1000) {
	case 0:
		return words("DEL", []string{"hash", "set", "zset", "list"}[rng.IntN(4)]+name)
	case 1:
		return words("COPY", "zset"+name, "zset:copy", "REPLACE")
	case 2, 3, 4:
		typ := []string{"hash", "set", "zset", "list"}[rng.IntN(4)]
		return words("RENAME", typ+name, fmt.Sprint(typ, rng.IntN(3)))
	case 5:
		if rng.IntN(5) == 0 {
			return words("FLUSHALL")
		}
	}
	switch rng.IntN(9) {
	case 0:
		return words("HSET", "hash"+name, long, n)
	case 1:
		return words("HDEL", "hash"+name, fmt.Sprintf("member:%0*d", 1, n))
	case 2:
		return words("SADD", "set"+name, n, long)
	case 3:
		return words("SPOP", "set"+name)
	case 4:
		return words("ZADD", "zset"+name, rng.IntN(1000), long)
	case 5:
		return words("ZREMRANGEBYRANK", "zset"+name, n/2, n/2+rng.IntN(3))
	case 6:
		return words("RPUSH", "list"+name, long, n)
	case 7:
		return words("LPOP", "list"+name)
	}
	return words("SET", "keep", long)
}

// TestCheckpointProgress looks at a checkpoint at every operation on files that it makes.
func TestCheckpointProgress(t *testing.T) {
	const bytes = 1 << 20
	var in *Instance
	var seen [engine.Flushing + 1]atomic.Int64
	var isWatched atomic.Bool
	fs := errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(errorfs.Op) error {
		if isWatched.Load() {
			s := in.engine.CheckpointStats()
			seen[s.Phase].Store(s.GatheredBytes)
		}
		return nil
	}))
	in = open(t, fs, clock.NewManual(crashEpoch))
	defer closeInstance(t, in)
	do(t, in, "SET", "key", strings.Repeat("x", bytes))
	isWatched.Store(true)
	err := in.engine.Checkpoint()
	isWatched.Store(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, phase := range []engine.CheckpointPhase{engine.Committing, engine.Flushing} {
		if n := seen[phase].Load(); n < bytes {
			t.Errorf("in the phase %v %d bytes were gathered", phase, n)
		}
	}
	if s := in.engine.CheckpointStats(); s.Phase != engine.Resting || s.ExpectedBytes < bytes {
		t.Errorf("after it %d bytes were expected, and the phase is %v", s.ExpectedBytes, s.Phase)
	}
}

// TestCheckpointBytes writes a checkpoint that is too large to be copied into one of the store's tables.
func TestCheckpointBytes(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewManual(crashEpoch))
	defer closeInstance(t, in)
	const bytes = 20 << 20
	do(t, in, "SET", "key", strings.Repeat("x", bytes))
	if err := in.engine.Checkpoint(); err != nil {
		t.Fatal(err)
	}
	if n := in.engine.CheckpointStats().LastBytes; n < bytes || n > 2*bytes {
		t.Errorf("%d bytes written", n)
	}
}

// TestLargeCheckpoint writes more than the store keeps in one part, and wants all of it after a crash.
func TestLargeCheckpoint(t *testing.T) {
	const keys, size = 180, 400 << 10
	fs, now := vfs.NewCrashableMem(), clock.NewManual(crashEpoch)
	in := open(t, fs, now, "--checkpoint-bytes", "1gb", "--log-segment-bytes", "64mb")
	for i := range keys {
		do(t, in, "SET", fmt.Sprint("k", i), strings.Repeat(fmt.Sprint(i%10), size))
	}
	if err := in.engine.Checkpoint(); err != nil {
		t.Fatal(err)
	}
	s := in.engine.CheckpointStats()
	if s.LSN != keys || s.LastBytes < keys*size {
		t.Errorf("the checkpoint has %d records of the log and %d bytes", s.LSN, s.LastBytes)
	}
	crashed := fs.CrashClone(vfs.CrashCloneCfg{})
	closeInstance(t, in)
	in = open(t, crashed, now)
	defer closeInstance(t, in)
	if n := in.engine.LastCheckpoint(); n != keys {
		t.Errorf("the checkpoint is at %d after a crash", n)
	}
	for i := range keys {
		want := fmt.Sprintf(":%d\r\n", size)
		if got := answer(t, in, "STRLEN", fmt.Sprint("k", i)); got != want {
			t.Errorf("k%d has %q bytes", i, got)
		}
	}
}
