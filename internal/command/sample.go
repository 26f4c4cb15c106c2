package command

import "math/rand/v2"

// Sample chooses some of the elements that pass by, every choice of so many being as likely as any other.
type Sample struct {
	rnd        *rand.Rand
	left, need int
}

// NewSample returns the choice of need among the next n elements.
func NewSample(rnd *rand.Rand, n, need int) Sample { return Sample{rnd, n, need} }

// Takes decides about the next element.
func (s *Sample) Takes() bool {
	takes := s.rnd.IntN(s.left) < s.need
	s.left--
	if takes {
		s.need--
	}
	return takes
}
