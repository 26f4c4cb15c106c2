package engine

import (
	"bytes"
	"errors"
	"sync"
)

var (
	// ErrTooManyScans says that as many scans are open as may be.
	ErrTooManyScans = errors.New("too many open scans")
	// ErrScanClosed says that a scan was closed, perhaps because nobody had gone on with it for long.
	ErrScanClosed = errors.New("the scan is closed")
)

// ScanLimits bound the open scans: each keeps on disk what has changed since it began.
type ScanLimits struct {
	Max        int   // 0 means that none may be opened
	IdleMillis int64 // a scan that was not gone on with for so long is closed; 0 means never
}

// scans are those that are kept open.
type scans struct {
	mu     sync.Mutex // guards what follows, and the scans
	open   map[*Scan]struct{}
	limits ScanLimits
}

// Scan goes through a range of keys a few at a time, all as they were at one moment. One goroutine at a time goes on
// with it; any may close it.
type Scan struct {
	e        *Engine
	db       int
	backward bool
	takenAt  int64 // unix milliseconds

	view         *View  // nil when closed
	lower, upper []byte // of what is left
	usedAt       int64  // unix milliseconds
}

// SetScanLimits changes the limits, which those that are open already keep to as well, but for their number.
func (e *Engine) SetScanLimits(l ScanLimits) {
	e.scans.mu.Lock()
	e.scans.limits = l
	e.scans.mu.Unlock()
}

// ScanView begins to go through a range of a database in a view, or backwards. Close releases the view.
func (e *Engine) ScanView(view *View, db int, lower, upper []byte, backward bool) *Scan {
	now := e.clock.NowMillis()
	return &Scan{
		e: e, db: db, backward: backward, takenAt: now,
		view: view, lower: bytes.Clone(lower), upper: bytes.Clone(upper), usedAt: now,
	}
}

// KeepOpen counts a scan among those that clients may go on with whenever they like. If there are too many, it closes
// the scan.
func (e *Engine) KeepOpen(s *Scan) error {
	e.scans.mu.Lock()
	defer e.scans.mu.Unlock()
	if len(e.scans.open) >= e.scans.limits.Max {
		s.close()
		return ErrTooManyScans
	}
	if e.scans.open == nil {
		e.scans.open = make(map[*Scan]struct{})
	}
	e.scans.open[s] = struct{}{}
	return nil
}

// OpenScans is the number of scans that are kept open.
func (e *Engine) OpenScans() int {
	e.scans.mu.Lock()
	defer e.scans.mu.Unlock()
	return len(e.scans.open)
}

// Close ends the scan. To close it again does nothing.
func (s *Scan) Close() {
	s.e.scans.mu.Lock()
	defer s.e.scans.mu.Unlock()
	s.close()
}

func (s *Scan) close() {
	if s.view != nil {
		s.view.Release()
		s.view = nil
		delete(s.e.scans.open, s)
	}
}

// IsClosed reports whether there is nothing to go on with.
func (s *Scan) IsClosed() bool {
	s.e.scans.mu.Lock()
	defer s.e.scans.mu.Unlock()
	return s.view == nil
}

// Next looks at up to n keys, at least one, and shows fn those of them that were live when the scan began. At the end of the range it
// reports false and the scan is closed.
func (s *Scan) Next(n int64, fn func(Entry)) (more bool, err error) {
	view, ok := s.use()
	if !ok {
		return false, ErrScanClosed
	}
	defer view.Release()
	var last []byte
	err = view.Range(s.db, s.lower, s.upper, s.backward, func(entry Entry) bool {
		if more = n == 0; more {
			return false
		}
		n--
		if entry.IsLive(s.takenAt) {
			fn(entry)
		}
		last = append(last[:0], entry.Key...)
		return true
	})
	if err == nil && more {
		s.goOn(last)
		return true, nil
	}
	s.Close()
	return false, err
}

// use retains the view.
func (s *Scan) use() (*View, bool) {
	s.e.scans.mu.Lock()
	defer s.e.scans.mu.Unlock()
	if s.view == nil {
		return nil, false
	}
	s.view.Retain()
	s.usedAt = s.e.clock.NowMillis()
	return s.view, true
}

// goOn notes that what is left begins behind a key.
func (s *Scan) goOn(last []byte) {
	s.e.scans.mu.Lock()
	defer s.e.scans.mu.Unlock()
	if s.backward {
		s.upper = last
	} else {
		s.lower = append(last, 0)
	}
	s.usedAt = s.e.clock.NowMillis()
}

// dropIdleScans closes the scans that nobody goes on with.
func (e *Engine) dropIdleScans(now int64) {
	e.scans.mu.Lock()
	defer e.scans.mu.Unlock()
	if e.scans.limits.IdleMillis == 0 {
		return
	}
	for s := range e.scans.open {
		if now-s.usedAt >= e.scans.limits.IdleMillis {
			s.close()
		}
	}
}

// closeScans closes all scans.
func (e *Engine) closeScans() {
	e.scans.mu.Lock()
	defer e.scans.mu.Unlock()
	for s := range e.scans.open {
		s.close()
	}
}
