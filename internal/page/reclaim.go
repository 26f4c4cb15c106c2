package page

import "github.com/holdfast-db/holdfast/internal/base/arena"

// The list of free numbers is in memory only. So a container that leaves memory forgets them, and a queue that did so often
// would number its pages higher and higher. One with many numbers and few pages therefore asks the disk, some numbers at
// a time: what memory knows nothing of and disk does not have is free.

const (
	// sparseNumbers is how many numbers a container has had before it asks,
	sparseNumbers = 4 * chunkEntries
	// and sparseBytes how much of its pages there is for each of them at most: one page of a kilobyte for four.
	sparseBytes = 256
)

// isSparse reports whether most numbers are likely to be free.
func (s *Pages) isSparse() bool {
	return s.stored && s.Backing != nil && s.next > sparseNumbers && s.Bytes < uint64(s.next)*sparseBytes
}

// reclaim looks for free numbers among those that share a block of the table. Which block that is depends on what has changed
// since it looked before, so that it finds another one without a note of where it was.
func (s *Pages) reclaim() {
	const odd = 0x9E3779B97F4A7C15
	block := (s.Bytes + uint64(s.next)) * odd >> 32 % uint64(s.next/chunkEntries)
	first := Number(block * chunkEntries)
	var isUsed [chunkEntries]bool
	isUsed[0] = first == 0 // which is no number
	if !s.Backing.EachStored(s.Generation, s.container, first, first+chunkEntries, func(id Number) { isUsed[id-first] = true }) {
		return
	}
	for i := range Number(chunkEntries) {
		if isUsed[i] {
			continue
		}
		if e := s.ensure(first + i); *e == (entry{}) {
			*e = entry{ref: arena.Ref(s.free), state: stateFree}
			s.free = first + i
		}
	}
}
