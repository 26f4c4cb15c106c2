package keyspace

import "github.com/holdfast-db/holdfast/internal/base/arena"

// Stats is what a Space costs. The index lies in the arena for the most part.
type Stats struct {
	Keys       int
	Expires    int
	Segments   int
	IndexBytes int64
	Arena      arena.Stats
}

// Stats tells what the Space costs at present. It looks at the head of every
// segment; Arena().Stats() alone costs nothing.
func (s *Space) Stats() Stats {
	return Stats{
		Keys:       s.Len(),
		Expires:    s.Expires(),
		Segments:   len(s.index.segments),
		IndexBytes: s.index.sizeBytes(),
		Arena:      s.arena.Stats(),
	}
}

// MemoryUsage is what a record costs: its block and its slot. What the value of a
// collection refers to is not counted.
func (s *Space) MemoryUsage(rec Record) int {
	return s.arena.CapOf(rec.ref) + slotBytes
}
