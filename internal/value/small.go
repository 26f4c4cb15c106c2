package value

import "github.com/holdfast-db/holdfast/internal/page"

// Small is a collection that is one packed page, and can be changed. The page is rewritten with every change, into
// one of two buffers in turns: the record that it came from is the caller's to update. The zero Small is ready for
// Open, and keeps its buffers from one collection to the next.
type Small struct {
	page.Packed // as it is now
	shape       page.Shape
	bytes       []byte
	buffers     [2][]byte
	turn        int
}

// keepBufferBytes is how large a buffer may be to be kept for the next collection.
const keepBufferBytes = 64 << 10

// Open makes s the collection in bytes, which it reads until its first change. Empty bytes are an empty collection.
func (s *Small) Open(shape page.Shape, bytes []byte) {
	for i := range s.buffers {
		if cap(s.buffers[i]) > keepBufferBytes {
			s.buffers[i] = nil
		}
	}
	s.shape, s.bytes = shape, bytes
	s.Packed = page.Pack(shape, bytes)
}

// AppendTo appends the page.
func (s *Small) AppendTo(dst []byte) []byte { return append(dst, s.bytes...) }

// Insert puts e at a position.
func (s *Small) Insert(pos int, e *page.Entry) error {
	next, err := s.Packed.Insert(s.buffers[s.turn][:0], pos, e)
	return s.take(next, err)
}

// InsertRun puts n encoded entries at a position.
func (s *Small) InsertRun(pos int, run []byte, n int) error {
	next, err := s.Packed.InsertRun(s.buffers[s.turn][:0], pos, run, n)
	return s.take(next, err)
}

// Replace puts e in the place of the entry at a position.
func (s *Small) Replace(pos int, e *page.Entry) error {
	next, err := s.Packed.Replace(s.buffers[s.turn][:0], pos, e)
	return s.take(next, err)
}

// Delete removes n entries from a position on.
func (s *Small) Delete(pos, n int) error {
	next, err := s.Packed.Delete(s.buffers[s.turn][:0], pos, n)
	return s.take(next, err)
}

// take makes next, which lies in the buffer whose turn it is, the page.
func (s *Small) take(next []byte, err error) error {
	if err != nil {
		return err
	}
	s.buffers[s.turn] = next
	s.turn ^= 1
	s.bytes = next
	s.Packed = page.Pack(s.shape, next)
	return nil
}
