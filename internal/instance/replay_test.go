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
