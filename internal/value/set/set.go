// Package set is the value of a set.
//
// A small set of integers is a sorted array in its key's record, another small set one packed page there, in the
// order in which the members came. When a set outgrows its Limits it moves to a pagemap, for good.
package set

import (
	"math"
	"math/rand/v2"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/value"
)

// The encodings of a set. The numbers are pinned: they are in the records.
const (
	// EncInts is a sorted array of integers.
	EncInts uint8 = 0
	// EncPacked is one page of items.
	EncPacked uint8 = 1
	// EncMap is a pagemap.
	EncMap uint8 = 2
)

// Limits say how large a set may be before it moves to a pagemap.
type Limits struct {
	Ints    int // members, if all are integers
	Entries int // members, if not all are
	Bytes   int // of the longest member
}

// DefaultLimits are those of Redis.
func DefaultLimits() Limits { return Limits{Ints: 512, Entries: 128, Bytes: 64} }

// Set is an open set. The zero Set is ready for Open and New, and may be used for one set after the other.
type Set struct {
	env    page.Env
	limits Limits
	enc    uint8
	ints   ints
	small  value.Small
	big    pagemap.Map
}

// Open makes s the set that AppendValue has written. It reads bytes until its first change.
func (s *Set) Open(env page.Env, enc uint8, bytes []byte, limits Limits) {
	s.env, s.limits, s.enc = env, limits, enc
	switch enc {
	case EncInts:
		s.ints.open(bytes)
	case EncPacked:
		s.small.Open(page.Items, bytes)
	default:
		must(s.big.Open(env, bytes))
	}
}

// New makes s an empty set.
func (s *Set) New(env page.Env, limits Limits) { s.Open(env, EncInts, nil, limits) }

// must panics where a page in memory is corrupt, which only a bug of ours can have done.
func must(err error) {
	if err != nil {
		panic("set: " + err.Error())
	}
}

// Len is the number of members.
func (s *Set) Len() int {
	switch s.enc {
	case EncInts:
		return s.ints.len()
	case EncPacked:
		return s.small.Len()
	}
	return s.big.Len()
}

// Has reports whether a member is there.
func (s *Set) Has(m page.Item) bool {
	switch s.enc {
	case EncInts:
		v, ok := m.Int()
		if ok {
			_, ok = s.ints.find(v)
		}
		return ok
	case EncPacked:
		_, ok, err := s.small.Find(m)
		must(err)
		return ok
	}
	ok, err := s.big.Has(m)
	must(err)
	return ok
}

// Add adds a member and reports whether it is new.
func (s *Set) Add(m page.Item) (added bool) {
	switch s.enc {
	case EncInts:
		return s.addInt(m)
	case EncPacked:
		return s.addSmall(m)
	}
	added, err := s.big.Set(page.Entry{Key: m})
	must(err)
	return added
}

// addInt is Add for a set of integers, which it may cease to be.
func (s *Set) addInt(m page.Item) bool {
	v, isInt := m.Int()
	if !isInt {
		s.AvoidInts()
		return s.Add(m)
	}
	i, found := s.ints.find(v)
	if found {
		return false
	}
	if s.ints.len() >= s.limits.Ints {
		s.convert()
		return s.Add(m)
	}
	s.ints.insert(i, v)
	return true
}

func (s *Set) addSmall(m page.Item) bool {
	pos, found, err := s.small.Find(m)
	must(err)
	if found {
		return false
	}
	if s.small.Len() >= s.maxEntries() || m.TextLen() > s.limits.Bytes {
		s.convert()
		return s.Add(m)
	}
	must(s.small.Insert(pos, &page.Entry{Key: m}))
	return true
}

// maxEntries is how many members may lie in one page.
func (s *Set) maxEntries() int { return min(s.limits.Entries, math.MaxUint16) }

// Remove removes a member and reports whether it was there. The member may be a view into the set.
func (s *Set) Remove(m page.Item) bool {
	switch s.enc {
	case EncInts:
		v, isInt := m.Int()
		i, found := s.ints.find(v)
		if !isInt || !found {
			return false
		}
		s.ints.remove(i)
		return true
	case EncPacked:
		pos, found, err := s.small.Find(m)
		must(err)
		if found {
			must(s.small.Delete(pos, 1))
		}
		return found
	}
	ok, err := s.big.Delete(m)
	must(err)
	return ok
}

// Random returns a member, each with the same chance. There must be one.
func (s *Set) Random(rnd *rand.Rand) page.Item {
	switch s.enc {
	case EncInts:
		return page.Int(s.ints.at(rnd.IntN(s.ints.len())))
	case EncPacked:
		pos, err := s.small.At(rnd.IntN(s.small.Len()))
		must(err)
		e, _, err := s.small.Read(pos)
		must(err)
		return e.Key
	}
	e, err := s.big.Random(rnd)
	must(err)
	return e.Key
}
