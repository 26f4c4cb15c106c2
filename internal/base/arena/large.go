package arena

// A medium block is a run of its own inside a slab; a large one has its own
// mapping and takes up whole chunks of the Ref space.
const (
	maxMediumPieces = 32
	maxMediumBytes  = maxMediumPieces * pieceBytes
)

func piecesFor(n int) int {
	return (n + pieceBytes - 1) >> pieceShift
}

func (a *Arena) allocMedium(n int) Ref {
	pieces := piecesFor(n)
	id := a.takePieces(pieces)
	d := a.run(id)
	d.class, d.live = mediumClass, uint16(pieces)
	a.inUseBytes += int64(pieces) << pieceShift
	a.touchedBytes += int64(pieces) << pieceShift
	return Ref(id) << pieceGranuleShift
}

func (a *Arena) freeMedium(id runID, d *run) {
	pieces := int(d.live)
	if pieces == 0 {
		panic("arena: block freed twice")
	}
	d.live = 0
	a.inUseBytes -= int64(pieces) << pieceShift
	a.touchedBytes -= int64(pieces) << pieceShift
	a.givePieces(id, pieces)
}

func (a *Arena) allocLarge(n int) Ref {
	pieces := piecesFor(n)
	size := pieces << pieceShift
	chunks := (size + chunkBytes - 1) >> chunkShift
	c := a.takeChunks(chunks)
	base := mapPages(size)
	for i := range chunks {
		a.chunks[c+i].base = base // the ones behind the first only say "taken"
	}
	a.chunks[c].largePieces = uint32(pieces)
	a.count(int64(size))
	return Ref(c) << chunkGranuleShift
}

func (a *Arena) freeLarge(c int) {
	size := int(a.chunks[c].largePieces) << pieceShift
	if size == 0 {
		panic("arena: block freed twice")
	}
	unmapPages(a.chunks[c].base, size)
	a.clearChunks(c, (size+chunkBytes-1)>>chunkShift)
	a.count(-int64(size))
}

// count books a large block of size bytes, or its end.
func (a *Arena) count(size int64) {
	a.inUseBytes += size
	a.reservedBytes += size
	a.touchedBytes += size
}
