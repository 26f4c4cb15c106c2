package arena

import (
	"sync"
	"unsafe"
)

// Ref names a block: its address in granules of 8 bytes, which is enough for
// 32 GiB an arena. The zero Ref names nothing.
type Ref uint32

const (
	granuleShift = 3
	pieceShift   = 14 // 16 KiB
	chunkShift   = 20 // 1 MiB

	pieceBytes = 1 << pieceShift
	chunkBytes = 1 << chunkShift
	slabPieces = chunkBytes / pieceBytes

	pieceGranuleShift = pieceShift - granuleShift
	chunkGranuleShift = chunkShift - granuleShift
	chunkGranuleMask  = 1<<chunkGranuleShift - 1
	maxChunks         = 1 << (32 - chunkGranuleShift)
)

// An Arena hands out blocks. It is not safe for concurrent use. An arena without
// blocks owns no mapped memory, so that many small ones may lie side by side.
type Arena struct {
	chunks []chunk           // chunks[0] stays empty, so that no block has the Ref 0
	open   [classCount]runID // for each class the list of its runs with free slots

	firstFree   int // no slab below this chunk has a free piece
	spare       int // the chunk of the one empty slab that is kept, or 0
	holes       int // empty entries of chunks behind the first
	dirtyPieces int // free pieces whose memory was not given back
	dirtyChunk  int // whose slab has them, if there are any

	inUseBytes    int64
	reservedBytes int64
	touchedBytes  int64

	mu        sync.Mutex // guards what follows, for Release alone may come without the owner's lock
	held      uint32     // the number of the hold under way, or 0
	holds     uint32     // the number of the last hold
	kept      []Ref      // blocks that are free as soon as the hold ends
	keptBytes int64
	released  bool // Release came during a hold
}

// A chunk is 1 MiB of the Ref space.
type chunk struct {
	base        unsafe.Pointer // nil: the entry is empty
	slab        *slab          // nil: part of a large block
	largePieces uint32         // size of the large block that starts here
}

// New gives an empty arena.
func New() *Arena {
	return &Arena{firstFree: 1}
}

// Alloc gives a block of Cap(n) bytes. Its content is undefined. It panics when
// the system has no more memory, or the arena no more Refs.
func (a *Arena) Alloc(n int) Ref {
	if n > maxMediumBytes {
		return a.allocLarge(n)
	}
	if n > maxSmallBytes {
		return a.allocMedium(n)
	}
	return a.allocSmall(n)
}

// Free takes a block back. The zero Ref is ignored.
func (a *Arena) Free(r Ref) {
	if r == 0 {
		return
	}
	if a.held != 0 {
		a.keep(r)
		return
	}
	c := int(r >> chunkGranuleShift)
	s := a.chunks[c].slab
	if s == nil {
		a.freeLarge(c)
		return
	}
	id := runID(r >> pieceGranuleShift)
	id -= runID(s.runs[id%slabPieces].back)
	d := &s.runs[id%slabPieces]
	if d.class == mediumClass {
		a.freeMedium(id, d)
		return
	}
	a.freeSmall(r, id, d)
}

// Bytes gives the whole block, up to its capacity. The view is valid until the
// block is freed.
func (a *Arena) Bytes(r Ref) []byte {
	n := a.CapOf(r)
	return unsafe.Slice((*byte)(a.Pointer(r)), n)[:n:n]
}

// View gives the first n bytes of a block without looking its capacity up, for
// owners who know that the block holds as many.
func (a *Arena) View(r Ref, n int) []byte {
	return unsafe.Slice((*byte)(a.Pointer(r)), n)[:n:n]
}

// Pointer gives the address of a block, for owners who lay a type without
// pointers over it. Blocks are aligned to 8 bytes; those whose capacity is a power
// of two up to 4 KiB are aligned to their capacity.
func (a *Arena) Pointer(r Ref) unsafe.Pointer {
	return unsafe.Add(a.chunks[r>>chunkGranuleShift].base, uintptr(r&chunkGranuleMask)<<granuleShift)
}

// CapOf tells the capacity of a block.
func (a *Arena) CapOf(r Ref) int {
	c := &a.chunks[r>>chunkGranuleShift]
	if c.slab == nil {
		return int(c.largePieces) << pieceShift
	}
	return c.slab.blockBytes(r)
}

// Cap tells the capacity of the block that Alloc(n) gives.
func Cap(n int) int {
	if n > maxSmallBytes {
		return piecesFor(n) << pieceShift
	}
	return classBytes(classOf(n))
}

// Stats is what an arena costs.
type Stats struct {
	InUseBytes    int64 // capacity of the blocks handed out
	KeptBytes     int64 // capacity of the blocks that are free as soon as a hold ends
	ReservedBytes int64 // address space mapped
	ResidentBytes int64 // estimate of the memory the system spends on it
}

// Stats tells what the arena costs at present.
func (a *Arena) Stats() Stats {
	return Stats{
		InUseBytes:    a.inUseBytes - a.keptBytes,
		KeptBytes:     a.keptBytes,
		ReservedBytes: a.reservedBytes,
		ResidentBytes: a.touchedBytes + int64(a.dirtyPieces)<<pieceShift,
	}
}

// Release gives everything back to the system at once, or as soon as a hold ends. The
// arena is dead then, and so is every view into it. Its owner may have let go of it.
func (a *Arena) Release() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.held != 0 {
		a.released = true
		return
	}
	a.unmap()
}

// unmap ends the arena.
func (a *Arena) unmap() {
	for i := range a.chunks {
		c := &a.chunks[i]
		switch {
		case c.slab != nil:
			unmapPages(c.base, chunkBytes)
		case c.largePieces != 0:
			unmapPages(c.base, int(c.largePieces)<<pieceShift)
		}
	}
	a.chunks, a.kept = nil, nil
	a.open = [classCount]runID{}
	a.firstFree, a.spare, a.holes, a.dirtyPieces, a.dirtyChunk = 0, 0, 0, 0, 0
	a.inUseBytes, a.reservedBytes, a.touchedBytes, a.keptBytes = 0, 0, 0, 0
}
