package keyspace

// Garbage is what is left of a big value whose key is gone: pages in the Space's arena.
type Garbage interface {
	// FreeSome frees up to a number of pages and reports whether none is left.
	FreeSome(pages int) (done bool)
}

// Discard leaves garbage to CollectGarbage, so that deleting a big value takes no time. It goes with the Space when
// that is flushed.
func (s *Space) Discard(g Garbage) { s.garbage = append(s.garbage, g) }

// CollectGarbage frees up to a number of pages and reports whether there are more.
func (s *Space) CollectGarbage(pages int) (more bool) {
	for len(s.garbage) > 0 {
		if pages <= 0 {
			return true
		}
		last := len(s.garbage) - 1
		if !s.garbage[last].FreeSome(pages) {
			return true
		}
		s.garbage[last] = nil
		s.garbage = s.garbage[:last]
		pages-- // each costs at least a look
	}
	return false
}
