package set

import "github.com/holdfast-db/holdfast/internal/page"

// Prefetch asks for the memory of members that will soon be asked for. Nothing is read from disk for that.
func (s *Set) Prefetch(members []page.Item) {
	if s.enc == EncMap {
		s.big.Prefetch(members)
	}
}
