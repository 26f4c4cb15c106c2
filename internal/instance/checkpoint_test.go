package instance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
)

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
