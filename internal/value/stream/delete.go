package stream

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Delete removes an entry and reports whether there was one.
func (s *Stream) Delete(id ID) bool {
	if s.length == 0 || !s.remove(id) {
		return false
	}
	s.length--
	s.entriesChanged = true
	if id.Compare(s.MaxDeleted) > 0 {
		s.MaxDeleted = id
	}
	return true
}

func (s *Stream) remove(id ID) bool {
	if s.isInTail(id) {
		from, to, found := find(s.tailBase, s.tail, id)
		if found {
			s.cutTail(from, to, 1)
		}
		return found
	}
	if s.chunks.Len() == 0 {
		return false
	}
	i := s.chunkOf(id)
	chunk, err := s.chunks.Get(i)
	must(err)
	from, to, found := find(chunk.ID, textOf(chunk.Value), id)
	if found {
		s.cutChunk(i, chunk, from, to, 1)
	}
	return found
}

// find returns where the entry of an id lies in a chunk.
func find(base ID, b []byte, id ID) (from, to int, found bool) {
	r, err := openChunk(base, b)
	must(err)
	var e Entry
	for {
		from = r.off
		ok, err := r.next(&e)
		must(err)
		if !ok {
			return 0, 0, false
		}
		if c := e.ID.Compare(id); c >= 0 {
			return from, r.off, c == 0
		}
	}
}

// cutTail removes n entries of the last chunk, which lie between two offsets.
func (s *Stream) cutTail(from, to, n int) {
	s.changes++
	if countOf(s.tail) == n {
		s.tail = s.tail[:0]
		return
	}
	s.scratch = cut(s.scratch[:0], s.tail, from, to, n)
	s.buffer = append(s.buffer[:0], s.scratch...)
	s.tail = s.buffer
}

// cutChunk removes n entries of the i-th chunk of the tree, which lie between two offsets.
func (s *Stream) cutChunk(i int, chunk page.Entry, from, to, n int) {
	s.changes++
	b := textOf(chunk.Value)
	if countOf(b) == n {
		must(s.chunks.DeleteRange(i, 1))
		return
	}
	s.scratch = cut(s.scratch[:0], b, from, to, n)
	must(s.chunks.Replace(i, page.Entry{ID: chunk.ID, Value: page.Text(s.scratch)}))
}

// TrimTo removes the first entries until no more than keep are left, and returns how many there were.
func (s *Stream) TrimTo(keep uint64) int {
	if s.length <= keep {
		return 0
	}
	n := int(s.length - keep)
	s.DeleteFirst(n)
	return n
}

// CountBefore is how many entries come before an id. It stops counting at limit.
func (s *Stream) CountBefore(id ID, limit int) int {
	n := 0
	end, any := Prev(id)
	if !any {
		return 0
	}
	for c, left := pagetree.CursorAt(0), s.chunks.Len(); left > 0 && n < limit; left-- {
		chunk, _, err := s.chunks.Next(&c)
		must(err)
		if chunk.ID.Compare(id) >= 0 {
			return n
		}
		n += s.countUpTo(chunk.ID, textOf(chunk.Value), end)
	}
	if n < limit && len(s.tail) > 0 {
		n += s.countUpTo(s.tailBase, s.tail, end)
	}
	return min(n, limit)
}

// countUpTo is how many entries of a chunk are not behind an id.
func (s *Stream) countUpTo(base ID, b []byte, end ID) (n int) {
	r := s.openChunk(base, b, false)
	s.walkChunk(&r, nil, MinID, end, func(*Entry) bool { n++; return true })
	return n
}

// DeleteFirst removes the first n entries, which are there.
func (s *Stream) DeleteFirst(n int) {
	s.length -= uint64(n)
	s.entriesChanged = true
	whole := 0
	for c, left := pagetree.CursorAt(0), s.chunks.Len(); left > 0; left-- {
		chunk, _, err := s.chunks.Next(&c)
		must(err)
		k := countOf(textOf(chunk.Value))
		if k > n {
			break
		}
		n -= k
		whole++
	}
	must(s.chunks.DeleteRange(0, whole))
	s.changes++
	switch {
	case n == 0:
	case s.chunks.Len() > 0:
		chunk, err := s.chunks.Get(0)
		must(err)
		from, to := firstOf(chunk.ID, textOf(chunk.Value), n)
		s.cutChunk(0, chunk, from, to, n)
	default:
		from, to := firstOf(s.tailBase, s.tail, n)
		s.cutTail(from, to, n)
	}
}

// firstOf is where the first n entries of a chunk lie.
func firstOf(base ID, b []byte, n int) (from, to int) {
	r, err := openChunk(base, b)
	must(err)
	from = r.off
	var e Entry
	for range n {
		_, err := r.next(&e)
		must(err)
	}
	return from, r.off
}

// all is more entries than there can be.
const all = math.MaxInt
