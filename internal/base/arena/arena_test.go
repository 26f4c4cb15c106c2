package arena

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

func TestClassesCoverAllSizes(t *testing.T) {
	before := 0
	for c := 1; c < classCount; c++ {
		size := classBytes(c)
		if size%8 != 0 || size <= before {
			t.Fatalf("class %d has %d bytes after %d", c, size, before)
		}
		if classOf(before+1) != c || classOf(size) != c {
			t.Fatalf("%d..%d belong to classes %d and %d, want %d", before+1, size, classOf(before+1), classOf(size), c)
		}
		before = size
	}
	if before != maxSmallBytes {
		t.Fatalf("the last class has %d bytes, want %d", before, maxSmallBytes)
	}
}

func TestCap(t *testing.T) {
	for _, c := range []struct{ n, want int }{
		{0, 8}, {1, 8}, {8, 8}, {9, 16}, {56, 56}, {128, 128}, {129, 144}, {257, 288}, {4096, 4096}, {4097, 4608},
		{16 << 10, 16 << 10}, {16<<10 + 1, 32 << 10}, {512 << 10, 512 << 10}, {512<<10 + 1, 528 << 10}, {5<<20 + 1, 5<<20 + 16<<10},
	} {
		a := New()
		r := a.Alloc(c.n)
		b := a.Bytes(r)
		if Cap(c.n) != c.want || a.CapOf(r) != c.want || len(b) != c.want || cap(b) != c.want {
			t.Errorf("%d bytes: Cap %d, CapOf %d, Bytes %d of %d, want %d", c.n, Cap(c.n), a.CapOf(r), len(b), cap(b), c.want)
		}
		a.Release()
	}
}

func TestFindPieces(t *testing.T) {
	for _, c := range []struct {
		set  uint64
		n    int
		want int
	}{
		{0, 1, 64}, {1, 1, 0}, {1, 2, 64}, {0b1011_0111_0110, 3, 4}, {allFree, 32, 0}, {0xffffff << 40, 24, 40}, {0xffffff << 40, 25, 64}, {1 << 63, 1, 63},
	} {
		if got := findPieces(c.set, c.n); got != c.want {
			t.Errorf("%d pieces in %b: %d, want %d", c.n, c.set, got, c.want)
		}
	}
}

// A block of the model: where it is and what was written all over it.
type modelBlock struct {
	ref  Ref
	fill byte
}

func randomSize(rnd *rand.Rand) int {
	switch x := rnd.IntN(1000); {
	case x < 800:
		return rnd.IntN(300)
	case x < 970:
		return rnd.IntN(maxSmallBytes + 1)
	case x < 997:
		return rnd.IntN(maxMediumBytes + 1)
	default:
		return rnd.IntN(3 * chunkBytes)
	}
}

func TestRandomAgainstModel(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	a := New()
	var blocks []modelBlock
	want := make([]byte, 4*chunkBytes)
	alloc := func() {
		n := randomSize(rnd)
		b := modelBlock{a.Alloc(n), byte(rnd.Uint32())}
		view := a.Bytes(b.ref)
		if len(view) < n || b.ref == 0 {
			t.Fatalf("Alloc(%d): block %d of %d bytes", n, b.ref, len(view))
		}
		for i := range view {
			view[i] = b.fill
		}
		blocks = append(blocks, b)
	}
	free := func() {
		i := rnd.IntN(len(blocks))
		b := blocks[i]
		view := a.Bytes(b.ref)
		for i := range view {
			want[i] = b.fill
		}
		if !bytes.Equal(view, want[:len(view)]) {
			t.Fatalf("block %d was overwritten", b.ref)
		}
		a.Free(b.ref)
		blocks[i] = blocks[len(blocks)-1]
		blocks = blocks[:len(blocks)-1]
	}
	for round := range 40 {
		growing := round%4 < 2
		for range 500 {
			if len(blocks) == 0 || (rnd.IntN(4) != 0) == growing {
				alloc()
			} else {
				free()
			}
		}
		if err := a.check(); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	for len(blocks) > 0 {
		free()
	}
	checkEmpty(t, a)
	a.Release()
}

// checkEmpty tells whether an arena without blocks has given its memory back.
func checkEmpty(t *testing.T, a *Arena) {
	t.Helper()
	if err := a.check(); err != nil {
		t.Fatal(err)
	}
	s := a.Stats()
	if s.InUseBytes != 0 || s.ReservedBytes > chunkBytes || s.ResidentBytes > maxDirtyPieces*pieceBytes {
		t.Errorf("after the last Free: %+v", s)
	}
}

func TestFreeingAllGivesAllBack(t *testing.T) {
	for _, size := range []int{8, 56, 200, 1000, 4096, 13000, 20000, 300000, 600000, 3 << 20} {
		a := New()
		var refs []Ref
		for total := 0; total < 12<<20; total += size {
			refs = append(refs, a.Alloc(size))
		}
		if s := a.Stats(); s.InUseBytes != int64(len(refs)*Cap(size)) {
			t.Errorf("%d blocks of %d bytes: %+v", len(refs), size, s)
		}
		if err := a.check(); err != nil {
			t.Error(err)
		}
		for _, r := range refs {
			a.Free(r)
		}
		checkEmpty(t, a)
		a.Release()
	}
}

func TestFreedSlotsServeFirst(t *testing.T) {
	a := New()
	defer a.Release()
	var refs []Ref
	for range 5000 {
		refs = append(refs, a.Alloc(56))
	}
	before := a.Stats()
	for i := 0; i < len(refs); i += 10 {
		a.Free(refs[i])
	}
	for i := 0; i < len(refs); i += 10 {
		a.Alloc(56)
	}
	if after := a.Stats(); after != before {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func TestUntouchedMemoryIsNotCounted(t *testing.T) {
	a := New()
	defer a.Release()
	if s := a.Stats(); s != (Stats{}) {
		t.Errorf("empty arena: %+v", s)
	}
	a.Alloc(56)
	if s := a.Stats(); s.ResidentBytes != 56 || s.ReservedBytes != chunkBytes {
		t.Errorf("one block: %+v", s)
	}
}

func TestOutOfRefs(t *testing.T) {
	a := New()
	a.chunks = make([]chunk, maxChunks)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	a.takeChunks(1)
}

func TestFreeTwicePanics(t *testing.T) {
	for _, size := range []int{8, 20000, 1 << 20} {
		a := New()
		r := a.Alloc(size)
		a.Free(r)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%d bytes: no panic", size)
				}
			}()
			a.Free(r)
		}()
	}
}

func TestNoAllocations(t *testing.T) {
	a := New()
	defer a.Release()
	a.Alloc(56)
	n := testing.AllocsPerRun(1000, func() {
		r := a.Alloc(56)
		binary.LittleEndian.PutUint64(a.Bytes(r), 1)
		a.Free(r)
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkAllocFree(b *testing.B) {
	a := New()
	defer a.Release()
	a.Alloc(56)
	for b.Loop() {
		a.Free(a.Alloc(56))
	}
}

func BenchmarkAllocFreeRandom(b *testing.B) {
	a := New()
	defer a.Release()
	rnd := rand.New(rand.NewPCG(1, 2))
	refs := make([]Ref, 1<<18)
	for i := range refs {
		refs[i] = a.Alloc(8 + i%200)
	}
	for b.Loop() {
		i := rnd.Uint32N(uint32(len(refs)))
		a.Free(refs[i])
		refs[i] = a.Alloc(8 + int(i>>3)%200)
	}
	s := a.Stats()
	b.ReportMetric(float64(s.ResidentBytes)/float64(s.InUseBytes), "resident/in-use")
}

// TestWhatComesAndGoesStays lets one run come and go while the memory that may stay resident is elsewhere: in a slab that
// ran empty later. It must move to where the run is.
func TestWhatComesAndGoesStays(t *testing.T) {
	a := New()
	defer a.Release()
	var blocks []Ref
	for range 2 * slabPieces {
		blocks = append(blocks, a.Alloc(pieceBytes))
	}
	for _, r := range blocks[slabPieces:] {
		a.Free(r) // the second slab runs empty, and keeps some pieces resident
	}
	if a.dirtyPieces == 0 || a.spare == 0 {
		t.Fatalf("%d pieces stay resident, spare slab %d", a.dirtyPieces, a.spare)
	}
	a.Free(blocks[0])
	for range 3 {
		r := a.Alloc(pieceBytes)
		if r != blocks[0] {
			t.Fatalf("the block lies at %d, want %d", r, blocks[0])
		}
		a.Free(r)
		c, piece := int(r>>chunkGranuleShift), int(r>>pieceGranuleShift)%slabPieces
		if a.chunks[c].slab.dirty>>piece&1 == 0 {
			t.Fatal("the block that comes and goes does not stay resident")
		}
		if err := a.check(); err != nil {
			t.Fatal(err)
		}
	}
}
