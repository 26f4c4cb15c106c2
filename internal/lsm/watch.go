package lsm

import (
	"errors"
	"log/slog"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// watch listens to what Pebble does in the background. Pebble itself tries a
// failed flush again for ever and tells nobody who waits for it.
type watch struct {
	log  *slog.Logger
	gate *gate

	mu        sync.Mutex    // guards what follows
	flushErr  error         // of the last flush that ended
	err       error         // why the last flush is still to be done
	failed    chan struct{} // closed when a flush fails
	compacted chan struct{} // closed when a compaction ends
}

func newWatch(log *slog.Logger, g *gate) *watch {
	return &watch{log: log, gate: g, failed: make(chan struct{}), compacted: make(chan struct{})}
}

// listener returns the events that matter. Pebble calls most of them while it
// holds its own locks: they must not call it back.
func (w *watch) listener() *pebble.EventListener {
	return &pebble.EventListener{
		BackgroundError: w.backgroundError,
		FlushEnd:        w.flushEnd,
		CompactionEnd:   w.compactionEnd,
		DataCorruption: func(i pebble.DataCorruptionInfo) {
			w.log.Error("checkpoint store: file is damaged", "file", i.Path, "error", i.Details)
		},
	}
}

func (w *watch) flushEnd(i pebble.FlushInfo) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flushErr = i.Err
}

func (w *watch) compactionEnd(pebble.CompactionInfo) {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.compacted)
	w.compacted = make(chan struct{})
}

// backgroundError is called when a flush or a compaction failed. A compaction
// that fails is a matter for the log, unless the disk is full: then a flush, too,
// had better wait until somebody asks for it.
func (w *watch) backgroundError(err error) {
	w.log.Error("checkpoint store: background work failed", "error", err)
	w.mu.Lock()
	defer w.mu.Unlock()
	if !vfs.IsNoSpaceError(err) && (w.flushErr == nil || !errors.Is(err, w.flushErr)) {
		return
	}
	w.gate.shut()
	w.err = err
	select {
	case <-w.failed:
	default:
		close(w.failed)
	}
}

// arm returns a channel that is closed when a flush fails from now on.
func (w *watch) arm() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failed = make(chan struct{})
	w.gate.open()
	return w.failed
}

// compaction returns channels that are closed when a compaction ends, and when a
// flush fails.
func (w *watch) compaction() (ended, failed <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.compacted, w.failed
}

// failure returns why the last flush failed; nil if it did not.
func (w *watch) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

func (w *watch) succeeded() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = nil
}
