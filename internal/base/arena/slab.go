package arena

import "math/bits"

const (
	allFree = 1<<slabPieces - 1

	// maxDirtyPieces is the hysteresis: this much free memory stays resident, so
	// that a run that comes and goes does not cost a system call each time. It is
	// where a run was given back last, for that is where the next one is likely to
	// be taken: had an older place the right to stay, it might never be asked for.
	maxDirtyPieces = 4
)

// A slab describes the pieces of one mapped chunk.
type slab struct {
	free  uint64 // pieces that belong to no run
	dirty uint64 // free pieces whose memory was not given back
	runs  [slabPieces]run
}

// blockBytes gives the capacity of the block at r, which lies in this slab.
func (s *slab) blockBytes(r Ref) int {
	i := int(r>>pieceGranuleShift) % slabPieces
	d := &s.runs[i-int(s.runs[i].back)]
	if d.class == mediumClass {
		return int(d.live) << pieceShift
	}
	return int(d.granules) << granuleShift
}

// findPieces gives the first of n neighbouring ones in set, or 64.
func findPieces(set uint64, n int) int {
	for have := 1; have < n; {
		step := min(have, n-have)
		set &= set >> step
		have += step
	}
	return bits.TrailingZeros64(set)
}

// pieceMask has ones for n pieces from the first.
func pieceMask(first, n int) uint64 {
	return (1<<n - 1) << first
}

// takePieces finds n neighbouring free pieces, in a new slab if it must.
func (a *Arena) takePieces(n int) runID {
	c, first := a.searchSlabs(n)
	s := a.chunks[c].slab
	mask := pieceMask(first, n)
	s.free &^= mask
	a.dirtyPieces -= bits.OnesCount64(s.dirty & mask)
	s.dirty &^= mask
	for i := range n {
		s.runs[first+i] = run{back: uint8(i)}
	}
	return runID(c*slabPieces + first)
}

// searchSlabs tells where n neighbouring pieces are free. Low chunks come first:
// so the high ones have a chance to run empty.
func (a *Arena) searchSlabs(n int) (c, first int) {
	full := true // no slab seen so far has a free piece
	for c := a.firstFree; c < len(a.chunks); c++ {
		s := a.chunks[c].slab
		if s == nil || c == a.spare {
			continue
		}
		if first := s.search(n); first < slabPieces {
			return c, first
		}
		if full = full && s.free == 0; full {
			a.firstFree = c + 1
		}
	}
	c = a.spare
	if c == 0 {
		c = a.addSlab()
	}
	a.spare = 0
	a.firstFree = min(a.firstFree, c)
	return c, a.chunks[c].slab.search(n)
}

// search gives the first of n neighbouring free pieces, or 64. Those that are
// resident anyway are preferred.
func (s *slab) search(n int) int {
	if s.dirty != 0 {
		if first := findPieces(s.dirty, n); first < slabPieces {
			return first
		}
	}
	return findPieces(s.free, n)
}

// givePieces takes the n pieces of a run back.
func (a *Arena) givePieces(id runID, n int) {
	c, first := int(id/slabPieces), int(id%slabPieces)
	s := a.chunks[c].slab
	mask := pieceMask(first, n)
	s.free |= mask
	a.firstFree = min(a.firstFree, c)
	if n <= maxDirtyPieces && c != a.dirtyChunk {
		a.discardDirty()
		a.dirtyChunk = c
	}
	if a.dirtyPieces+n <= maxDirtyPieces {
		s.dirty |= mask
		a.dirtyPieces += n
	} else {
		discardPages(a.Pointer(Ref(id)<<pieceGranuleShift), n<<pieceShift)
	}
	if s.free == allFree {
		a.retireSlab(c)
	}
}

// discardDirty gives back the memory of all free pieces that have some.
func (a *Arena) discardDirty() {
	if a.dirtyPieces == 0 {
		return
	}
	s := a.chunks[a.dirtyChunk].slab
	for set := s.dirty; set != 0; set &= set - 1 {
		piece := a.dirtyChunk*slabPieces + bits.TrailingZeros64(set)
		discardPages(a.Pointer(Ref(piece)<<pieceGranuleShift), pieceBytes)
	}
	s.dirty, a.dirtyPieces = 0, 0
}

// retireSlab keeps one empty slab and unmaps any other.
func (a *Arena) retireSlab(c int) {
	if a.spare == 0 {
		a.spare = c
		return
	}
	a.dirtyPieces -= bits.OnesCount64(a.chunks[c].slab.dirty)
	unmapPages(a.chunks[c].base, chunkBytes)
	a.reservedBytes -= chunkBytes
	a.clearChunks(c, 1)
}

// addSlab maps a new slab.
func (a *Arena) addSlab() int {
	c := a.takeChunks(1)
	a.chunks[c] = chunk{base: mapPages(chunkBytes), slab: &slab{free: allFree}}
	a.reservedBytes += chunkBytes
	return c
}
