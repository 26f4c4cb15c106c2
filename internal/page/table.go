package page

import (
	"unsafe"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// Number numbers a page within its container, from 1 on; 0 is none. It stays the same wherever the page lies, in memory
// or on disk, so what refers to a page never has to change when the page moves.
type Number uint32

// A container finds its pages through a table of entries, in order of their numbers. Up to chunkEntries of them are one
// block; more are blocks of that many, whose refs stand in another. A block that would hold nothing but pages that
// are not in memory need not be there.
const (
	chunkEntries  = 128
	entryBytes    = 8
	leastEntries  = 8
	refBytes      = 4
	leastTopBytes = 64
)

// entry says where one page is.
type entry struct {
	ref   arena.Ref // 0: not in memory; of a free Number the next free one
	state uint32
}

const (
	stateDirty    uint32 = 1 << iota // changed since the last checkpoint; if free, disk may have it
	stateHot                         // used since the last sweep
	stateFree                        // nobody's
	stateNew                         // no checkpoint has written it
	stateSqueezed                    // compressed in memory

	// The rest of the state is the number of the arena's hold in which a checkpoint took the page.
	stateFlags = 1<<holdShift - 1
	holdShift  = 8
)

// entryAt returns the entry of a Number below next, nil if its block is not in memory.
func (s *Pages) entryAt(id Number) *entry {
	chunk, i := s.table, uint32(id)
	if i >= s.next {
		panic("page: a number that is out of range")
	}
	if s.next > chunkEntries {
		chunk = *(*arena.Ref)(unsafe.Add(s.Arena.Pointer(chunk), uintptr(i/chunkEntries)*refBytes))
		if chunk == 0 {
			return nil
		}
		i %= chunkEntries
	}
	return (*entry)(unsafe.Add(s.Arena.Pointer(chunk), uintptr(i)*entryBytes))
}

// top is the upper block of a table of several.
func (s *Pages) top() []arena.Ref {
	n := s.Arena.CapOf(s.table) / refBytes
	return unsafe.Slice((*arena.Ref)(s.Arena.Pointer(s.table)), n)
}

// ensure returns the entry of a Number and makes its block if need be.
func (s *Pages) ensure(id Number) *entry {
	if e := s.entryAt(id); e != nil {
		return e
	}
	s.top()[uint32(id)/chunkEntries] = s.newChunk()
	return s.entryAt(id)
}

func (s *Pages) newChunk() arena.Ref {
	r := s.Arena.Alloc(chunkEntries * entryBytes)
	clear(s.Arena.Bytes(r))
	return r
}

// newNumber takes a Number that is free, or the next one, and reports whether disk has nothing of it.
func (s *Pages) newNumber() (id Number, e *entry, isNew bool) {
	if s.free == 0 && s.isSparse() {
		s.reclaim()
	}
	if id := s.free; id != 0 {
		e := s.entryAt(id)
		s.free = Number(e.ref)
		return id, e, e.state&stateDirty == 0
	}
	if s.next == 0 {
		s.next = 1
	}
	s.extend()
	id = Number(s.next)
	s.next++
	return id, s.ensure(id), true
}

// freeNumber gives a Number back. Its entry is in memory.
func (s *Pages) freeNumber(id Number, e *entry) {
	state := stateFree | stateDirty
	if e.state&stateNew != 0 {
		state = stateFree
	}
	*e = entry{ref: arena.Ref(s.free), state: state}
	s.free = id
}

// extend makes the table long enough for one more Number, next.
func (s *Pages) extend() {
	switch n := s.next + 1; {
	case s.table == 0:
		s.table = s.grown(0, leastEntries*entryBytes)
	case n <= chunkEntries:
		if have := s.Arena.CapOf(s.table); int(n)*entryBytes > have {
			s.table = s.grown(s.table, 2*have)
		}
	case n == chunkEntries+1:
		chunk := s.grown(s.table, chunkEntries*entryBytes)
		s.table = s.grown(0, leastTopBytes)
		s.top()[0] = chunk
	default:
		if have := s.Arena.CapOf(s.table); int(n-1)/chunkEntries >= have/refBytes {
			s.table = s.grown(s.table, 2*have)
		}
	}
}

// grown returns a block of n bytes with what was in another, which it frees, and zeros.
func (s *Pages) grown(old arena.Ref, n int) arena.Ref {
	r := s.Arena.Alloc(n)
	to, kept := s.Arena.Bytes(r), 0
	if old != 0 {
		kept = copy(to, s.Arena.Bytes(old))
		s.Arena.Free(old)
	}
	clear(to[kept:])
	return r
}

// attach makes the table of a container that was read from disk: none of its pages is in memory.
func (s *Pages) attach() {
	switch {
	case s.next <= 1:
		return
	case s.next <= chunkEntries:
		s.table = s.grown(0, max(int(s.next), leastEntries)*entryBytes)
	default:
		s.table = s.grown(0, max(int(s.next-1)/chunkEntries+1, leastTopBytes/refBytes)*refBytes)
	}
}

// shorten takes all numbers from next on, whose pages are not in memory any more, out of the table.
func (s *Pages) shorten(next Number) {
	if s.next > chunkEntries && next <= chunkEntries {
		s.lower()
	}
	s.next = uint32(next)
}

// lower makes a table of several blocks, of which only the first is in use, one of that block alone.
func (s *Pages) lower() {
	top := s.top()
	first := top[0]
	for _, chunk := range top[1:] {
		s.Arena.Free(chunk)
	}
	s.Arena.Free(s.table)
	if first == 0 {
		first = s.newChunk()
	}
	s.table = first
}

// eachEntry shows fn the entries in memory from a Number on, as long as it wants more, and returns where it stopped: 0
// at the end.
func (s *Pages) eachEntry(from Number, fn func(Number, *entry) (more bool)) Number {
	if s.table == 0 {
		return 0
	}
	for id := max(from, 1); uint32(id) < s.next; {
		e := s.entryAt(id)
		if e == nil {
			id = id - id%chunkEntries + chunkEntries
			continue
		}
		if !fn(id, e) {
			return id
		}
		id++
	}
	return 0
}

// dropTable frees what the table takes. No page is in memory any more.
func (s *Pages) dropTable() {
	if s.table != 0 && s.next > chunkEntries {
		for _, chunk := range s.top() {
			s.Arena.Free(chunk)
		}
	}
	s.Arena.Free(s.table)
	s.table, s.free = 0, 0
}

// TableBytes is what the table takes of memory.
func (s *Pages) TableBytes() (n uint64) {
	if s.table == 0 {
		return 0
	}
	if s.next > chunkEntries {
		for _, chunk := range s.top() {
			if chunk != 0 {
				n += chunkEntries * entryBytes
			}
		}
	}
	return n + uint64(s.Arena.CapOf(s.table))
}
