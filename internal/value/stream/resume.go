package stream

import "github.com/holdfast-db/holdfast/internal/page/pagetree"

// place is where a walk has stopped. Who reads a stream a few entries at a time goes on from there, without a search for
// where that is, as long as nothing before it has moved. It is known to those streams that have pages for groups: the
// number of their container tells them from all others.
type place struct {
	container uint64
	changes   uint32
	from      ID              // right behind the last entry that was visited
	chunk     pagetree.Cursor // in front of the chunk, unless it is the last one
	inTail    bool
	base      ID
	off, done int // where the next entry begins, and how many come before it
}

// remember notes where a walk has stopped: behind the entry that the reader has read last.
func (s *Stream) remember(c *pagetree.Cursor, r *reader, last ID) {
	next, more := Next(last)
	if !more {
		return
	}
	p := &s.place
	p.container, p.changes, p.from = s.groups.Pages().Container(), s.changes, next
	if p.inTail = c == nil; !p.inTail {
		p.chunk = *c
	}
	p.base, p.off, p.done = r.base, r.off, countOf(r.b)-r.left
}

// isAt reports whether a walk from an id begins where the last one has stopped.
func (s *Stream) isAt(from ID) bool {
	p := &s.place
	return p.from == from && p.container != 0 && p.changes == s.changes && p.container == s.groups.Pages().Container()
}

// resume has a reader of the chunk where the last walk has stopped go on there.
func (p *place) resume(r *reader) {
	if p.base == r.base && p.off <= len(r.b) {
		r.off = p.off
		r.left -= p.done
	}
}
