package set

import (
	"encoding/binary"
	"slices"
	"sort"
)

// ints are a small set of integers, in ascending order: a byte that says how many bytes one takes, 2, 4 or 8, and the
// integers, little-endian. No bytes at all are the empty set. The first change copies them into a buffer, where all
// further changes are made in place.
type ints struct {
	bytes  []byte
	buffer []byte
	isOwn  bool // bytes are in the buffer
}

// widths are the possible sizes of an integer.
var widths = [...]int{2, 4, 8}

// keepBufferBytes is how large a buffer may be to be kept for the next set.
const keepBufferBytes = 64 << 10

func (s *ints) open(bytes []byte) {
	if cap(s.buffer) > keepBufferBytes {
		s.buffer = nil
	}
	s.bytes, s.isOwn = bytes, false
}

func (s *ints) width() int {
	if len(s.bytes) == 0 {
		return widths[0]
	}
	return int(s.bytes[0])
}

func (s *ints) len() int { return max(len(s.bytes)-1, 0) / s.width() }

// at returns the i-th integer.
func (s *ints) at(i int) int64 {
	switch le, b := binary.LittleEndian, s.bytes[1:]; s.width() {
	case 2:
		return int64(int16(le.Uint16(b[2*i:])))
	case 4:
		return int64(int32(le.Uint32(b[4*i:])))
	default:
		return int64(le.Uint64(b[8*i:]))
	}
}

// put writes the i-th integer, which fits.
func (s *ints) put(i int, v int64) {
	switch le, b := binary.LittleEndian, s.bytes[1:]; s.width() {
	case 2:
		le.PutUint16(b[2*i:], uint16(v))
	case 4:
		le.PutUint32(b[4*i:], uint32(v))
	default:
		le.PutUint64(b[8*i:], uint64(v))
	}
}

// find returns where v is or would be.
func (s *ints) find(v int64) (i int, found bool) {
	n := s.len()
	i = sort.Search(n, func(i int) bool { return s.at(i) >= v })
	return i, i < n && s.at(i) == v
}

// insert adds v at the place that find gave.
func (s *ints) insert(i int, v int64) {
	s.own(max(s.width(), widthOf(v)))
	w := s.width()
	at := 1 + i*w
	s.bytes = slices.Grow(s.bytes, w)[:len(s.bytes)+w]
	copy(s.bytes[at+w:], s.bytes[at:])
	s.put(i, v)
	s.buffer = s.bytes
}

// remove takes the i-th integer out.
func (s *ints) remove(i int) {
	s.own(s.width())
	w := s.width()
	at := 1 + i*w
	s.bytes = append(s.bytes[:at], s.bytes[at+w:]...)
}

// own moves the integers to the buffer, and makes each as wide.
func (s *ints) own(width int) {
	if s.isOwn && s.width() == width {
		return
	}
	old, n := *s, s.len()
	if s.isOwn {
		s.buffer = nil // old reads from it
	}
	s.bytes = append(s.buffer[:0], byte(width))
	s.isOwn = true
	if len(old.bytes) > 0 && old.width() == width {
		s.bytes = append(s.bytes, old.bytes[1:]...)
	} else {
		s.bytes = slices.Grow(s.bytes, n*width)[:1+n*width]
		for i := range n {
			s.put(i, old.at(i))
		}
	}
	s.buffer = s.bytes
}

// widthOf is how many bytes hold v.
func widthOf(v int64) int {
	switch {
	case v == int64(int16(v)):
		return widths[0]
	case v == int64(int32(v)):
		return widths[1]
	}
	return widths[2]
}
