package page

import (
	"unsafe"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// lineBytes is the length of a cache line nearly everywhere.
const lineBytes = 64

// Peek returns a page for those who only want to know what will be needed soon: it leaves no mark of use, and is nil if
// the page is not in memory.
func (s *Pages) Peek(id Number) Page {
	s = s.home()
	if r := s.refOf(id); r != 0 {
		return s.view(r)
	}
	return nil
}

// Prefetch asks for the first bytes of a page, if it is in memory, and does not wait for them.
func (s *Pages) Prefetch(id Number, bytes int) {
	s = s.home()
	if r := s.refOf(id); r != 0 {
		prefetch(s.Arena.Pointer(r), bytes)
	}
}

// refOf returns where a page lies, 0 if it is not in memory.
func (s *Pages) refOf(id Number) arena.Ref {
	if id == 0 || s.table == 0 {
		return 0
	}
	if e := s.entryAt(id); e != nil {
		return e.ref
	}
	return 0
}

// Prefetch asks for some bytes of the page, and does not wait for them.
func (p Page) Prefetch(from, to int) {
	prefetch(unsafe.Pointer(unsafe.SliceData(p[from:])), to-from)
}

func prefetch(at unsafe.Pointer, bytes int) {
	for n := 0; n < bytes; n += lineBytes {
		arena.Prefetch(uintptr(at) + uintptr(n))
	}
}
