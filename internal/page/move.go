package page

import "github.com/holdfast-db/holdfast/internal/base/arena"

// MoveTo moves what a container has in memory to another arena. What it has on disk stays where it is, for there it has a
// number and no key.
func (s *Pages) MoveTo(to *arena.Arena) {
	from := s.Arena
	if from == to {
		return
	}
	s.eachEntry(1, func(_ Number, e *entry) bool {
		if e.ref != 0 && e.state&stateFree == 0 {
			e.ref = moved(from, to, e.ref)
			e.state &= stateFlags // a checkpoint that reads the page does so where it was
		}
		return true
	})
	if s.table != 0 && s.next > chunkEntries {
		top := s.top()
		for i, chunk := range top {
			if chunk != 0 {
				top[i] = moved(from, to, chunk)
			}
		}
	}
	if s.table != 0 {
		s.table = moved(from, to, s.table)
	}
	s.Arena = to
}

// moved moves a block to another arena.
func moved(from, to *arena.Arena, r arena.Ref) arena.Ref {
	old := from.Bytes(r)
	n := to.Alloc(len(old))
	copy(to.Bytes(n), old)
	from.Free(r)
	return n
}
