package instance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
)

// TestQueueThatLeavesMemory fills and empties a queue again and again, though never quite, and takes it out of memory or
// starts anew in between. Its pages get the numbers of those that are gone, and nothing else is lost by that.
func TestQueueThatLeavesMemory(t *testing.T) {
	const most, least, rounds = 1500, 20, 12
	fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
	in := open(t, fs, now)
	text := strings.Repeat("0123456789", 100)
	first, last, highest := 0, 0, 0
	number := func() (n int) {
		meta, _ := in.store.Meta()
		if err := in.store.EachPage(meta.Databases[0].Generation, 1, 0, 1<<32-1, func(i uint32) { n = int(i) }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for round := range rounds {
		for ; last-first < most; last++ {
			do(t, in, "RPUSH", "queue", fmt.Sprint(last, text))
		}
		if err := in.engine.Checkpoint(); err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			highest = number()
		}
		for ; last-first > least; first++ {
			if got := ask(t, in, "LPOP", "queue"); got != fmt.Sprint(first, text) {
				t.Fatalf("round %d: element %d is %.20q", round, first, got)
			}
		}
		if round%3 == 2 {
			closeInstance(t, in)
			in = open(t, fs, now)
		}
		if err := in.engine.Unload(); err != nil {
			t.Fatal(err)
		}
		if err := in.store.Check(); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	defer closeInstance(t, in)
	for ; last-first < most; last++ {
		do(t, in, "RPUSH", "queue", fmt.Sprint(last, text))
	}
	if err := in.engine.Checkpoint(); err != nil {
		t.Fatal(err)
	}
	if n := number(); n > 5*highest {
		t.Errorf("page %d is in use, where %d was the highest number of as long a queue", n, highest)
	}
}
