package lsm

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// watch listens to what Pebble does in the background. Pebble itself tries a
// failed flush again for ever and tells nobody who waits for it.
type watch struct {
	log   *slog.Logger
	gate  *gate
	fatal func(error)

	mu        sync.Mutex    // guards what follows
	flushErr  error         // of the last flush that ended
	err       error         // why the last flush is still to be done
	failed    chan struct{} // closed when a flush fails
	compacted chan struct{} // closed when a compaction ends
	begun     chan<- int    // gets how many tables the next flush has taken
	holder    int           // the flush that has answered
	together  int           // how many tables the one after that must take at least
}

func newWatch(log *slog.Logger, g *gate, fatal func(error)) *watch {
	return &watch{log: log, gate: g, fatal: fatal, failed: make(chan struct{}), compacted: make(chan struct{})}
}

// listener returns the events that matter. Pebble calls most of them while it
// holds its own locks: they must not call it back.
func (w *watch) listener() *pebble.EventListener {
	return &pebble.EventListener{
		BackgroundError: w.backgroundError,
		FlushBegin:      w.flushBegin,
		FlushEnd:        w.flushEnd,
		CompactionEnd:   w.compactionEnd,
		DataCorruption: func(i pebble.DataCorruptionInfo) {
			w.log.Error("checkpoint store: file is damaged", "file", i.Path, "error", i.Details)
		},
	}
}

// flushBegin is called when a flush has taken its tables and not written any yet.
func (w *watch) flushBegin(i pebble.FlushInfo) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.begun != nil:
		w.begun <- i.Input
		w.begun, w.holder = nil, i.JobID
	case i.Input < w.together:
		w.fatal(fmt.Errorf("a flush would write %d of the %d tables of a checkpoint", i.Input, w.together))
	}
}

func (w *watch) flushEnd(i pebble.FlushInfo) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flushErr = i.Err
	if i.Err == nil && i.JobID != w.holder {
		w.together = 0
	}
}

// nextFlush returns a channel that gets how many tables the next flush has taken.
func (w *watch) nextFlush() <-chan int {
	w.mu.Lock()
	defer w.mu.Unlock()
	begun := make(chan int, 1)
	w.begun = begun
	return begun
}

// expectTogether says that the flush after the one that nextFlush has seen must
// take so many tables, or whatever flush it is that succeeds in the end.
func (w *watch) expectTogether(tables int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.together = tables
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
