package instance

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
)

// TestRestart compares all data before and after each of a few restarts, with work in between.
func TestRestart(t *testing.T) {
	fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
	data, rng := model{}, rand.New(rand.NewPCG(3, 3))
	for range 5 {
		in := open(t, fs, now, "--appendfsync", "no")
		if diff := differences(dumpAll(in), data.at(now.NowMillis())); diff != "" {
			t.Fatalf("after the restart:\n%s", diff)
		}
		for range 400 {
			do(t, in, data.step(rng, now.NowMillis())...)
		}
		now.Advance(700 * time.Millisecond)
		if diff := differences(dumpAll(in), data.at(now.NowMillis())); diff != "" {
			t.Fatalf("before the restart:\n%s", diff)
		}
		closeInstance(t, in)
	}
}

// TestRestartKeepsEncodings replays a collection that is small only by the settings.
func TestRestartKeepsEncodings(t *testing.T) {
	fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
	for range 2 { // the second replays
		in := open(t, fs, now, "--hash-max-listpack-entries", "2000")
		for i := range 1000 {
			do(t, in, "HSET", "hash", fmt.Sprint(i), "value")
		}
		if got := ask(t, in, "OBJECT", "ENCODING", "hash"); got != "listpack" {
			t.Errorf("the encoding is %s", got)
		}
		closeInstance(t, in)
	}
}
