package commitlog

import (
	"sync"
	"time"
)

// syncStats are measurements of the syncs.
type syncStats struct {
	mu      sync.Mutex // guards what follows
	count   int64
	delayed int64
	last    time.Time
	took    time.Duration
}

func (s *syncStats) done(start, end time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	s.last, s.took = end, end.Sub(start)
}

func (s *syncStats) delay() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delayed++
}

func (s *syncStats) fill(st *Stats) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st.Syncs, st.DelayedSyncs = s.count, s.delayed
	st.LastSync, st.LastSyncDuration = s.last, s.took
}

// Stats implements Log.
func (l *FileLog) Stats() Stats {
	var st Stats
	l.segMu.Lock()
	st.Segments = len(l.segs)
	for _, s := range l.segs {
		st.Bytes += s.end.Load()
	}
	l.segMu.Unlock()

	l.mu.Lock()
	st.BufferedBytes, st.AppendedBytes = l.buffered(), l.total
	st.Full = l.full || l.tight && l.tightRoom() <= 0
	l.mu.Unlock()

	l.stats.fill(&st)
	return st
}
