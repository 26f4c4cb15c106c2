package stream

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Walk visits the entries between two ids, both included, as long as visit wants more. The stream must not change
// meanwhile.
func (s *Stream) Walk(from, to ID, visit func(e *Entry) (more bool)) {
	if s.length == 0 || from.Compare(to) > 0 {
		return
	}
	resumes := s.isAt(from)
	if !s.isInTail(from) {
		var c pagetree.Cursor
		var err error
		if resumes && !s.place.inTail {
			c = s.place.chunk
		} else {
			c, err = s.chunks.CursorFloor(page.Bound{ID: from})
			must(err)
		}
		for {
			at := c
			chunk, ok, err := s.chunks.Next(&c)
			must(err)
			if !ok {
				break
			}
			r := s.openChunk(chunk.ID, textOf(chunk.Value), resumes)
			if chunk.ID.Compare(to) > 0 || !s.walkChunk(&r, &at, from, to, visit) {
				return
			}
			resumes = false
		}
	}
	if len(s.tail) > 0 {
		r := s.openChunk(s.tailBase, s.tail, resumes)
		s.walkChunk(&r, nil, from, to, visit)
	}
}

// openChunk begins to read a chunk, or goes on where the last walk has stopped.
func (s *Stream) openChunk(base ID, b []byte, resumes bool) reader {
	r, err := openChunk(base, b)
	must(err)
	if resumes {
		s.place.resume(&r)
	}
	return r
}

// WalkBack is Walk from the end.
func (s *Stream) WalkBack(from, to ID, visit func(e *Entry) (more bool)) {
	if s.length == 0 || from.Compare(to) > 0 {
		return
	}
	end := s.chunks.Len()
	if s.isInTail(to) {
		if !s.walkBack(s.tailBase, s.tail, from, to, visit) {
			return
		}
	} else if end > 0 {
		end = s.chunkOf(to) + 1
	}
	for c := pagetree.CursorAt(end); ; {
		chunk, ok, err := s.chunks.Prev(&c)
		must(err)
		if !ok || !s.walkBack(chunk.ID, textOf(chunk.Value), from, to, visit) {
			return
		}
	}
}

// isInTail reports whether an id belongs to the last chunk.
func (s *Stream) isInTail(id ID) bool { return len(s.tail) > 0 && id.Compare(s.tailBase) >= 0 }

// chunkOf is the index of the chunk of the tree that an id belongs to; the first one's where it comes before all.
func (s *Stream) chunkOf(id ID) int {
	rank, found, err := s.chunks.Rank(page.Bound{ID: id})
	must(err)
	if found || rank == 0 {
		return rank
	}
	return rank - 1
}

// textOf is the bytes of an item that is always text.
func textOf(it page.Item) []byte { return it.View(nil) }

// countOf is the number of entries of a chunk.
func countOf(chunk []byte) int { return int(binary.LittleEndian.Uint16(chunk)) }

// walkChunk visits the entries of a chunk between two ids and reports whether there may be more behind it. The cursor is
// in front of the chunk, nil if it is the last one.
func (s *Stream) walkChunk(r *reader, c *pagetree.Cursor, from, to ID, visit func(e *Entry) bool) (more bool) {
	must(r.seek(from))
	e := &s.entry // one that is handed to a visitor would be on the heap
	for {
		ok, err := r.next(e)
		must(err)
		switch {
		case !ok:
			return true
		case e.ID.Compare(to) > 0:
			return false
		}
		if id := e.ID; !visit(e) {
			if from != MinID && from != to { // else it was a look at one entry
				s.remember(c, r, id)
			}
			return false
		}
	}
}

// walkBack is walkChunk from the end. It notes the entries first, because a chunk can only be read forward.
func (s *Stream) walkBack(base ID, b []byte, from, to ID, visit func(e *Entry) bool) (more bool) {
	r, err := openChunk(base, b)
	must(err)
	entries := s.behind[:0]
	var e Entry
	for {
		ok, err := r.next(&e)
		must(err)
		if !ok || e.ID.Compare(to) > 0 {
			break
		}
		entries = append(entries, e)
	}
	s.behind = entries
	for i := len(entries) - 1; i >= 0; i-- {
		if entries[i].ID.Compare(from) < 0 || !visit(&entries[i]) {
			return false
		}
	}
	return true
}
