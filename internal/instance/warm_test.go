package instance

import (
	"fmt"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// inMemory counts which of the keys k0, k1 ... from a number on memory knows of.
func inMemory(in *Instance, from, to int) (n int) {
	tx := in.engine.NewTxn()
	for i := from; i < to; i++ {
		tx.Begin(0, in.env.Clock.NowMillis(), engine.NoTouch)
		n += 1 - len(tx.ColdAhead(nil, [][]byte{fmt.Append(nil, "k", i)}))
	}
	return n
}

// TestWarmUpTakesTheLatest brings into memory what was used last, where not all of it fits.
func TestWarmUpTakesTheLatest(t *testing.T) {
	const keys, latest = 4000, 500
	for _, c := range []struct {
		name, limit string
		others      int // that are brought into memory beside the latest
		use         string
	}{
		{"all fit", "100gb", keys - latest, "SET"},
		// A quarter of it is for keys and values, and eight tenths of that are filled: some 350 keys. Those that are as
		// old as the last of them are as good, until the memory is full, which nobody measures here.
		{"some fit", "250000", 0, "SET"},
		{"some fit that were read", "250000", 0, "GET"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
			in := open(t, fs, now)
			for i := range keys {
				do(t, in, "SET", fmt.Sprint("k", i), hundred)
			}
			now.Advance(2 * time.Hour)
			for i := range latest {
				command := words(c.use, fmt.Sprint("k", i*8), hundred)
				if c.use == "GET" {
					command = command[:2]
				}
				do(t, in, command...)
			}
			if err := in.engine.Checkpoint(); err != nil {
				t.Fatal(err)
			}
			closeInstance(t, in)
			in = open(t, fs, now, "--maxmemory", c.limit)
			defer closeInstance(t, in)
			if n := inMemory(in, 0, keys); n != 0 {
				t.Fatalf("%d keys are in memory after the start", n)
			}
			in.engine.Tend()
			if err := in.engine.Warm(nil); err != nil {
				t.Fatal(err)
			}
			got := 0
			for i := range latest {
				got += inMemory(in, i*8, i*8+1)
			}
			others := inMemory(in, 0, keys) - got
			if got != latest || others != c.others {
				t.Errorf("%d of %d that were written last are in memory, and %d others", got, latest, others)
			}
		})
	}
}
