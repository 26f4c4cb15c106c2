package arena

// A runID is the number of a run's first piece: chunk * 64 + piece. 0 is nil.
type runID uint32

// mediumClass marks a run that is one medium block.
const mediumClass = 255

// A run describes neighbouring pieces. Only the first piece has a full
// description, the others tell how far back it is. Slots are counted in granules
// from the start of the run.
type run struct {
	prev, next runID  // in the class's list of open runs
	live       uint16 // slots in use; of a medium block: its pieces
	free       uint16 // 1 + the first freed slot, or 0
	bump       uint16 // the first slot that was never used
	end        uint16 // the last place where a slot may begin
	granules   uint16 // size of a slot
	class      uint8
	back       uint8
}

func (d *run) full() bool {
	return d.free == 0 && d.bump > d.end
}

func (a *Arena) run(id runID) *run {
	return &a.chunks[id/slabPieces].slab.runs[id%slabPieces]
}

// link is where a freed slot stores the next one, in the form of run.free.
func (a *Arena) link(r Ref) *uint16 {
	return (*uint16)(a.Pointer(r))
}

// allocSmall takes a slot from the first open run of the class. A full run that
// gets a slot back goes to the front: so the fullest runs are filled up first and
// the emptier ones have a chance to run empty.
func (a *Arena) allocSmall(n int) Ref {
	class := classOf(n)
	id := a.open[class]
	if id == 0 {
		id = a.addRun(class)
	}
	d := a.run(id)
	r := Ref(id) << pieceGranuleShift
	if d.free != 0 {
		r += Ref(d.free - 1)
		d.free = *a.link(r)
	} else {
		r += Ref(d.bump)
		d.bump += d.granules
		a.touchedBytes += int64(d.granules) << granuleShift
	}
	d.live++
	a.inUseBytes += int64(d.granules) << granuleShift
	if d.full() {
		a.closeRun(d)
	}
	return r
}

func (a *Arena) addRun(class int) runID {
	size := classBytes(class)
	pieces := runPieces(size)
	granules := size >> granuleShift
	id := a.takePieces(pieces)
	d := a.run(id)
	*d = run{
		end:      uint16(pieces<<pieceGranuleShift - granules),
		granules: uint16(granules),
		class:    uint8(class),
	}
	a.openRun(id, d)
	return id
}

func (a *Arena) freeSmall(r Ref, id runID, d *run) {
	if d.live == 0 {
		panic("arena: block freed twice")
	}
	a.inUseBytes -= int64(d.granules) << granuleShift
	if d.full() {
		a.openRun(id, d)
	}
	d.live--
	if d.live == 0 {
		a.closeRun(d)
		a.touchedBytes -= int64(d.bump) << granuleShift
		a.givePieces(id, runPieces(int(d.granules)<<granuleShift))
		return
	}
	*a.link(r) = d.free
	d.free = uint16(r-Ref(id)<<pieceGranuleShift) + 1
}

// openRun puts a run in front of its class's list.
func (a *Arena) openRun(id runID, d *run) {
	d.prev, d.next = 0, a.open[d.class]
	if d.next != 0 {
		a.run(d.next).prev = id
	}
	a.open[d.class] = id
}

// closeRun takes a run out of its class's list.
func (a *Arena) closeRun(d *run) {
	if d.prev != 0 {
		a.run(d.prev).next = d.next
	} else {
		a.open[d.class] = d.next
	}
	if d.next != 0 {
		a.run(d.next).prev = d.prev
	}
	d.prev, d.next = 0, 0
}
