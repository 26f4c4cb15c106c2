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
		wantReply(t, in, fmt.Sprintf(":%d\r\n", elements+2), "LLEN", fmt.Sprint("list", i))
	}
}

// TestReplayOfDeliveriesReadsNoEntries delivers a stream that is on disk to a group. What replay needs to know of it are
// the ids.
func TestReplayOfDeliveriesReadsNoEntries(t *testing.T) {
	const entries = 2000
	fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
	in := open(t, fs, now)
	for i := range entries {
		do(t, in, "XADD", "stream", fmt.Sprint(i+1, "-1"), "field", hundred)
	}
	do(t, in, "XGROUP", "CREATE", "stream", "group", "0")
	if err := in.engine.Checkpoint(); err != nil {
		t.Fatal(err)
	}
	do(t, in, "XREADGROUP", "GROUP", "group", "consumer", "STREAMS", "stream", ">")
	closeInstance(t, in)

	in = open(t, fs, now)
	defer closeInstance(t, in)
	if loaded := in.engine.Stats.LoadedPages.Load(); loaded > entries/100 {
		t.Errorf("%d pages were read by replay", loaded)
	}
	want := fmt.Sprintf("*4\r\n:%d\r\n$3\r\n1-1\r\n$6\r\n2000-1\r\n*1\r\n*2\r\n$8\r\nconsumer\r\n$4\r\n2000\r\n", entries)
	wantReply(t, in, want, "XPENDING", "stream", "group")
}
