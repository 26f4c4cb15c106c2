package instance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
)

// TestReplayKeepsToTheLimit has replay search many lists to their ends, which are on disk. What it has only read must not
// stay in memory, or a start would take more than the limit.
func TestReplayKeepsToTheLimit(t *testing.T) {
	const lists, elements, limit = 32, 400, 4 << 20
	fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
	in := open(t, fs, now)
	text := strings.Repeat("incompressible? ", 64)
	for i := range lists {
		for j := range elements {
			do(t, in, "RPUSH", fmt.Sprint("list", i), fmt.Sprint(j, text))
		}
		do(t, in, "RPUSH", fmt.Sprint("list", i), "last")
	}
	if err := in.engine.Checkpoint(); err != nil {
		t.Fatal(err)
	}
	for i := range lists {
		do(t, in, "LINSERT", fmt.Sprint("list", i), "BEFORE", "last", "inserted")
	}
	closeInstance(t, in)

	in = open(t, fs, now, "--maxmemory", fmt.Sprint(limit))
	defer closeInstance(t, in)
	if loaded := in.engine.Stats.LoadedPages.Load(); loaded < lists*elements/2 {
		t.Fatalf("only %d pages were read by replay", loaded)
	}
	in.engine.Tend() // measures what there is before it makes room itself
	if memory := in.engine.ArenaBytes(); memory > limit {
		t.Errorf("%d bytes are in memory after replay, the limit is %d", memory, limit)
	}
	for i := range lists {
		if got := ask(t, in, "LINDEX", fmt.Sprint("list", i), "-2"); got != "inserted" {
			t.Errorf("the last but one of list %d is %q", i, got)
		}
	}
}

// TestReplayOfDeliveriesReadsNoEntries delivers a stream that is on disk to a group. What replay needs to know of it are
// the ids.
func TestReplayOfDeliveriesReadsNoEntries(t *testing.T) {
	const entries = 2000
	fs, now, debug := vfs.NewMem(), clock.NewManual(crashEpoch), []string{"--enable-debug-command", "yes"}
	in := open(t, fs, now, debug...)
	for i := range entries {
		do(t, in, "XADD", "stream", fmt.Sprint(i+1, "-1"), "field", hundred)
	}
	do(t, in, "XGROUP", "CREATE", "stream", "group", "0")
	if err := in.engine.Checkpoint(); err != nil {
		t.Fatal(err)
	}
	do(t, in, "XREADGROUP", "GROUP", "group", "consumer", "STREAMS", "stream", ">")
	want := ask(t, in, "DEBUG", "DIGEST")
	closeInstance(t, in)

	in = open(t, fs, now, debug...)
	defer closeInstance(t, in)
	if loaded := in.engine.Stats.LoadedPages.Load(); loaded > entries/100 {
		t.Errorf("%d pages were read by replay", loaded)
	}
	if got := ask(t, in, "DEBUG", "DIGEST"); got != want {
		t.Errorf("the data is %s, was %s", got, want)
	}
}
