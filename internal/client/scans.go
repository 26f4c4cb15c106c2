package client

import "github.com/holdfast-db/holdfast/internal/engine"

// Scans are the scans that a client has opened, which end with its connection.
type Scans struct {
	open map[int64]*engine.Scan
	last int64
}

// Add keeps a scan and returns its number.
func (s *Scans) Add(scan *engine.Scan) (id int64) {
	if s.open == nil {
		s.open = make(map[int64]*engine.Scan)
	}
	for id, old := range s.open { // those that were idle for too long
		if old.IsClosed() {
			delete(s.open, id)
		}
	}
	s.last++
	s.open[s.last] = scan
	return s.last
}

// Get finds an open scan by its number.
func (s *Scans) Get(id int64) (*engine.Scan, bool) {
	scan, found := s.open[id]
	return scan, found && !scan.IsClosed()
}

// Remove closes a scan and reports whether it was open.
func (s *Scans) Remove(id int64) bool {
	scan, found := s.Get(id)
	if found {
		scan.Close()
	}
	delete(s.open, id)
	return found
}

// Close closes all scans.
func (s *Scans) Close() {
	for _, scan := range s.open {
		scan.Close()
	}
	clear(s.open)
}
