package page

import (
	"fmt"

	"github.com/klauspost/compress/s2"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// A squeezed page is a header of KindSqueezed, with the room of the page as it was and the bytes used here, and then the
// page's used bytes in the block format of S2: https://github.com/klauspost/compress/tree/master/s2. It is for pages
// that nobody is likely to read or change soon; whoever does brings it back to what it was.

// worthShare is the share of its block that a page must save to be squeezed.
const worthShare = 4

// maxSqueezed is more than S2 makes of a page at worst.
const maxSqueezed = HeaderLen + MaxLen + MaxLen/4

// Squeeze compresses a page of entries that is in memory, if that saves enough. Bytes goes on counting the page as it
// was.
func (s *Pages) Squeeze(id Number) {
	s = s.home()
	e := s.entryAt(id)
	if e == nil || e.ref == 0 || e.state&stateSqueezed != 0 {
		return
	}
	p := Page(s.Arena.Bytes(e.ref))
	scratch := s.Arena.Alloc(maxSqueezed)
	squeezed := appendSqueezed(s.Arena.Bytes(scratch)[:0], p)
	if arena.Cap(len(squeezed)) <= len(p)-len(p)/worthShare {
		r := s.Arena.Alloc(len(squeezed))
		copy(s.Arena.Bytes(r), squeezed)
		s.Arena.Free(e.ref)
		e.ref = r
		e.state = e.state&stateFlags | stateSqueezed
	}
	s.Arena.Free(scratch)
}

// appendSqueezed appends a page squeezed. dst must have room for maxSqueezed bytes.
func appendSqueezed(dst []byte, p Page) []byte {
	sq := Page(dst[:HeaderLen])
	sq.reset(KindSqueezed)
	sq[1] = p[1]
	n := len(s2.Encode(dst[HeaderLen:cap(dst)], p[:p.Used()]))
	sq = sq[:HeaderLen+n]
	sq.SetUsed(len(sq))
	return sq
}

// restore gives a squeezed page its block back.
func (s *Pages) restore(e *entry) {
	sq := Page(s.Arena.Bytes(e.ref))
	r := s.Arena.Alloc(roomOf(sq[1]))
	if _, err := unsqueeze(s.Arena.Bytes(r), sq); err != nil {
		panic("page: " + err.Error()) // it has not left memory
	}
	s.Arena.Free(e.ref)
	e.ref = r
	e.state &= stateFlags &^ stateSqueezed
}

// Unsqueeze returns a page as it was before it was squeezed, if it was, in dst if that is long enough. It fails with
// ErrCorrupt.
func Unsqueeze(dst, stored []byte) ([]byte, error) {
	if len(stored) == 0 || Kind(stored[0]) != KindSqueezed {
		return stored, nil
	}
	if len(dst) < MaxLen {
		dst = make([]byte, MaxLen)
	}
	return unsqueeze(dst, stored)
}

func unsqueeze(dst []byte, sq Page) ([]byte, error) {
	if err := sq.Check(KindSqueezed, HeaderLen); err != nil {
		return nil, err
	}
	from := sq[HeaderLen:sq.Used()]
	n, err := s2.DecodedLen(from)
	if err == nil && (n < HeaderLen || n > len(dst)) {
		err = fmt.Errorf("a page of %d bytes", n)
	}
	if err == nil {
		_, err = s2.Decode(dst, from)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: squeezed: %w", ErrCorrupt, err)
	}
	if p := Page(dst[:n]); p.Used() != n || p.Kind() == KindSqueezed {
		return nil, ErrCorrupt
	}
	return dst[:n], nil
}
