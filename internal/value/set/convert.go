package set

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
)

// Expect is called before n members are added, of which the first is given. A set that is going to outgrow its
// Limits if all are new moves at once.
func (s *Set) Expect(first page.Item, n int) {
	limit := s.limits.Entries
	if _, isInt := first.Int(); s.enc == EncInts && (isInt || s.Len() > 0) {
		limit = s.limits.Ints
	}
	if s.enc != EncMap && n > limit {
		s.convert()
	}
}

// AvoidInts makes a small set of integers one of anything.
func (s *Set) AvoidInts() {
	if s.enc != EncInts {
		return
	}
	n := s.ints.len()
	if n >= s.maxEntries() || n > 0 && s.longestInt() > s.limits.Bytes {
		s.convert()
		return
	}
	s.small.Open(page.Items, nil)
	for i := range n {
		must(s.small.Insert(s.small.End(), &page.Entry{Key: page.Int(s.ints.at(i))}))
	}
	s.enc = EncPacked
}

// longestInt is the length of the longest integer as a text: that of the first or of the last one.
func (s *Set) longestInt() int {
	return max(page.Int(s.ints.at(0)).TextLen(), page.Int(s.ints.at(s.ints.len()-1)).TextLen())
}

// convert moves a small set to a pagemap.
func (s *Set) convert() {
	s.big = s.mapIn(s.env)
	s.enc = EncMap
}

// mapIn returns a pagemap of the members.
func (s *Set) mapIn(env page.Env) pagemap.Map {
	m := pagemap.New(env, page.Items)
	s.Each(func(it page.Item) bool {
		_, err := m.Set(page.Entry{Key: it})
		must(err)
		return true
	})
	return m
}
