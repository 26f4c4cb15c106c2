package set

import "github.com/holdfast-db/holdfast/internal/page"

// Each visits the members as long as visit asks for more.
func (s *Set) Each(visit func(page.Item) (more bool)) {
	switch s.enc {
	case EncInts:
		for i := range s.ints.len() {
			if !visit(page.Int(s.ints.at(i))) {
				return
			}
		}
	case EncPacked:
		for pos := s.small.Start(); pos < s.small.End(); {
			e, next, err := s.small.Read(pos)
			must(err)
			if !visit(e.Key) {
				return
			}
			pos = next
		}
	default:
		s.eachPage(visit)
	}
}

// eachPage is Each for a pagemap, which is walked a page at a time.
func (s *Set) eachPage(visit func(page.Item) bool) {
	more := true
	for cursor := uint64(0); ; {
		next, err := s.big.Scan(cursor, 1, func(e page.Entry) { more = more && visit(e.Key) })
		must(err)
		if cursor = next; cursor == 0 || !more {
			return
		}
	}
}

// Scan visits at least count members from cursor on, if there are as many, and returns the cursor to go on with; 0 is
// the start and the end. A member that is there throughout is visited, whatever else comes and goes.
func (s *Set) Scan(cursor uint64, count int, visit func(page.Item)) (next uint64) {
	if s.enc == EncMap {
		next, err := s.big.Scan(cursor, count, func(e page.Entry) { visit(e.Key) })
		must(err)
		return next
	}
	s.Each(func(m page.Item) bool {
		visit(m)
		return true
	})
	return 0
}
