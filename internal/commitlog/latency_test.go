package commitlog

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/latency"
)

// TestSlowWritesAndSyncsAreTold: on a clock that goes on by 50 ms whenever it is read, all of them are slow.
func TestSlowWritesAndSyncsAreTold(t *testing.T) {
	var monitor latency.Monitor
	monitor.SetThreshold(50)
	var reads atomic.Int64
	l, err := Open(Options{
		FS: vfs.NewMem(), Dir: "log", Policy: PolicyAlways, SyncInline: true, Latency: &monitor,
		Now: func() time.Time {
			return time.UnixMilli(1_700_000_000_000 + 50*reads.Add(1))
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	l.Append(0, 0, []byte("x"))
	if err := l.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, e := range []latency.Event{latency.LogWrite, latency.LogSync} {
		if h, found := monitor.History(string(e)); !found || h.MaxMillis < 50 {
			t.Errorf("%s has %v, want a spike of 50 ms or more", e, h)
		}
	}
}
