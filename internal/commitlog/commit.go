package commitlog

import (
	"context"
	"fmt"
	"slices"

	"github.com/holdfast-db/holdfast/internal/latency"
)

// Flush implements Log.
func (l *FileLog) Flush() error {
	if l.appended.Load() == l.written.Load() {
		return l.err()
	}
	if l.Policy() != PolicyAlways {
		return l.writeOut()
	}
	if !l.opts.SyncInline || !l.syncMu.TryLock() {
		wake(l.kick)
		return l.err()
	}
	defer l.syncMu.Unlock()
	if err := l.writeOut(); err != nil {
		return err
	}
	return l.syncLocked()
}

// Wait implements Log.
func (l *FileLog) Wait(ctx context.Context, lsn LSN) error {
	return l.waitFor(ctx, lsn, l.Acked, l.Flush)
}

// Sync implements Log. Unlike Wait it does not sit out a full disk.
func (l *FileLog) Sync(ctx context.Context) error {
	lsn := l.Appended()
	if l.Durable() >= lsn {
		return l.err()
	}
	if err := l.writeOut(); err != nil {
		return err
	}
	return l.waitFor(ctx, lsn, l.Durable, func() error {
		l.wantSync.Store(true)
		wake(l.kick)
		return nil
	})
}

// waitFor pushes once and waits until reached is at lsn.
func (l *FileLog) waitFor(ctx context.Context, lsn LSN, reached func() LSN, push func() error) error {
	if reached() >= lsn {
		return nil
	}
	_ = push() // a full disk is waited out, a failure is seen below
	for {
		next := l.progress.next()
		if reached() >= lsn {
			return nil
		}
		if err := l.err(); err != nil {
			return err
		}
		select {
		case <-next:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// commitLoop is the committer: it writes and syncs under PolicyAlways, and syncs
// when asked under the others.
func (l *FileLog) commitLoop() {
	for {
		select {
		case <-l.kick:
			l.commit()
		case <-l.stop:
			return
		}
	}
}

// commit does one group after another until nothing is left to do. While one
// is synced the next one gathers, and everybody in it is released by one sync.
func (l *FileLog) commit() {
	for {
		asked := l.wantSync.Swap(false)
		always := l.Policy() == PolicyAlways
		if !asked && !always {
			return
		}
		var writeErr error
		if always {
			writeErr = l.writeOut()
		}
		if l.syncWritten() != nil || writeErr != nil {
			return // already reported; Tick tries again when the disk was full
		}
		if l.appended.Load() == l.written.Load() && !l.wantSync.Load() {
			return
		}
	}
}

// syncWritten makes durable what has been written.
func (l *FileLog) syncWritten() error {
	l.syncMu.Lock()
	defer l.syncMu.Unlock()
	return l.syncLocked()
}

// syncLocked is syncWritten for those who have syncMu.
func (l *FileLog) syncLocked() error {
	target := l.written.Load()
	if target <= l.durable.Load() {
		return l.err()
	}
	if err := l.err(); err != nil {
		return err
	}
	l.syncing.Store(true)
	defer l.syncing.Store(false)
	start := l.opts.Now()
	if err := l.syncSegments(); err != nil {
		return l.fail(fmt.Errorf("sync: %w", err))
	}
	end := l.opts.Now()
	l.stats.done(start, end)
	l.opts.Latency.Observe(latency.LogSync, end.UnixMilli(), end.Sub(start))
	l.durable.Store(target)
	l.announce()
	return nil
}

// syncSegments syncs all segments that may hold unsynced records. Those before
// the last are full, so they are done with.
func (l *FileLog) syncSegments() error {
	l.segMu.Lock()
	i := len(l.segs) - 1
	for i > 0 && l.segs[i-1].sync != nil {
		i--
	}
	unsynced := slices.Clone(l.segs[i:])
	l.segMu.Unlock()
	for _, s := range unsynced {
		if err := s.sync.SyncData(); err != nil {
			return err
		}
	}
	for _, s := range unsynced[:len(unsynced)-1] {
		if err := s.closeSync(); err != nil {
			return err
		}
	}
	return nil
}
