package commitlog

import "time"

// syncInterval is the time between syncs under PolicyEverySec.
const syncInterval = time.Second

// Tick implements Log.
func (l *FileLog) Tick(now time.Time) {
	if l.err() != nil {
		return
	}
	l.tickMu.Lock()
	defer l.tickMu.Unlock()
	l.retryFull()
	l.syncPeriodically(now)
	l.markIdle()
}

// retryFull tries again what a full disk refused.
func (l *FileLog) retryFull() {
	l.mu.Lock()
	full, tight := l.full, l.tight
	l.mu.Unlock()
	if tight {
		wake(l.prepare)
	}
	if full && l.retryWrite() == nil {
		wake(l.kick)
	}
}

// syncPeriodically asks the committer for a sync about once a second. A sync
// that is still running then is left to finish, and counted as delayed.
func (l *FileLog) syncPeriodically(now time.Time) {
	since := now.Sub(l.tickSync)
	early := since >= 0 && since < syncInterval // a clock set back makes it due
	if l.Policy() != PolicyEverySec || early || l.written.Load() == l.durable.Load() {
		return
	}
	l.tickSync = now
	if l.syncing.Load() {
		l.stats.delay()
		return
	}
	l.wantSync.Store(true)
	wake(l.kick)
}

// markIdle writes a mark when nothing was appended since the last tick.
func (l *FileLog) markIdle() {
	last := l.Appended()
	if last == l.tickLast {
		_ = l.mark() // a failure has been reported to Fatal
	}
	l.tickLast = last
}
