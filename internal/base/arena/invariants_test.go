package arena

import (
	"fmt"
	"math/bits"
)

// check walks all bookkeeping of an arena.
func (a *Arena) check() error {
	var inUse, reserved, touched int64
	dirty, holes := 0, 0
	seen := map[runID]bool{}
	for c := 1; c < len(a.chunks); c++ {
		ch := &a.chunks[c]
		switch {
		case ch.base == nil:
			holes++
		case ch.slab != nil:
			reserved += chunkBytes
			dirty += bits.OnesCount64(ch.slab.dirty)
			if ch.slab.dirty&^ch.slab.free != 0 {
				return fmt.Errorf("chunk %d: dirty pieces in use", c)
			}
			if ch.slab.free == allFree && a.spare != c {
				return fmt.Errorf("chunk %d: empty and not the spare", c)
			}
			if ch.slab.free != 0 && c < a.firstFree && c != a.spare {
				return fmt.Errorf("chunk %d: free pieces before the first free %d", c, a.firstFree)
			}
			if err := a.checkSlab(c, ch.slab, seen, &inUse, &touched); err != nil {
				return err
			}
		default:
			size := int64(ch.largePieces) << pieceShift
			inUse, reserved, touched = inUse+size, reserved+size, touched+size
		}
	}
	for i := range a.open {
		if err := a.checkClass(i, seen); err != nil {
			return err
		}
	}
	if len(seen) != 0 {
		return fmt.Errorf("runs with free slots that no list knows: %v", seen)
	}
	got := []int64{a.inUseBytes, a.reservedBytes, a.touchedBytes, int64(a.dirtyPieces), int64(a.holes)}
	want := []int64{inUse, reserved, touched, int64(dirty), int64(holes)}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Errorf("in use, reserved, touched, dirty, holes: booked %v, counted %v", got, want)
	}
	return nil
}

// checkSlab puts the runs that must be in a list into open.
func (a *Arena) checkSlab(c int, s *slab, open map[runID]bool, inUse, touched *int64) error {
	for p := 0; p < slabPieces; {
		if s.free>>p&1 == 1 {
			p++
			continue
		}
		d := &s.runs[p]
		id := runID(c*slabPieces + p)
		if d.class == mediumClass {
			*inUse += int64(d.live) << pieceShift
			*touched += int64(d.live) << pieceShift
			p += int(d.live)
			continue
		}
		size := classBytes(int(d.class))
		pieces := runPieces(size)
		if d.back != 0 || int(d.granules)*8 != size || d.live == 0 {
			return fmt.Errorf("run %d: %+v", id, *d)
		}
		freed := 0
		for at := d.free; at != 0; freed++ {
			at = *a.link(Ref(id)<<pieceGranuleShift + Ref(at-1))
		}
		if int(d.bump) != (int(d.live)+freed)*int(d.granules) || int(d.bump)*8 > pieces<<pieceShift {
			return fmt.Errorf("run %d: %d freed slots, %+v", id, freed, *d)
		}
		if !d.full() {
			open[id] = true
		}
		*inUse += int64(d.live) * int64(size)
		*touched += int64(d.bump) * 8
		p += pieces
	}
	return nil
}

// checkClass strikes the runs out that class i knows.
func (a *Arena) checkClass(i int, open map[runID]bool) error {
	var before runID
	for id := a.open[i]; id != 0; id = a.run(id).next {
		if !open[id] || int(a.run(id).class) != i {
			return fmt.Errorf("class %d: run %d should not be there", i, id)
		}
		delete(open, id)
		if a.run(id).prev != before {
			return fmt.Errorf("class %d: run %d has lost the one before", i, id)
		}
		before = id
	}
	return nil
}
