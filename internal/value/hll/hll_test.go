package hll_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/value/hll"
)

const limit = 3000

func element(n int) []byte { return fmt.Appendf(nil, "element:%d", n) }

// model is the registers, kept the simplest way.
type model struct{ ranks [16384]uint8 }

func (m *model) add(p hll.Place) bool {
	if m.ranks[p.Register] >= p.Rank {
		return false
	}
	m.ranks[p.Register] = p.Rank
	return true
}

func (m *model) check(t *testing.T, s hll.Sketch) {
	t.Helper()
	var r hll.Registers
	if err := r.Merge(s); err != nil {
		t.Fatal(err)
	}
	if r != m.ranks {
		t.Fatal("the registers differ from the model's")
	}
	direct, err := s.Count()
	if err != nil || direct != r.Count() {
		t.Fatalf("count %d, %v; from the registers %d", direct, err, r.Count())
	}
}

// TestAdd adds random places to a sketch and to a model, through the change of form.
func TestAdd(t *testing.T) {
	forms := make(map[bool]int)
	for seed := range uint64(4) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		var m model
		s := hll.Sketch(hll.AppendEmpty(nil))
		for n := range 4000 {
			// Near registers make runs that join and split.
			p := hll.Place{Register: rnd.IntN(1 << (4 + seed*3)), Rank: uint8(1 + rnd.IntN(3))}
			if rnd.IntN(5000) == 0 {
				p.Rank = 33 // more than the sparse form can say
			}
			held, err := s.Holds(p)
			if err != nil {
				t.Fatal(err)
			}
			grew := m.add(p)
			if grew == held {
				t.Fatalf("%+v: held %v, grew %v", p, held, grew)
			}
			s.CacheCount(7)
			if s, err = s.Add(p, limit); err != nil {
				t.Fatal(err)
			}
			if _, ok := s.CachedCount(); ok == grew {
				t.Fatalf("%+v: a count is cached: %v, but it grew: %v", p, ok, grew)
			}
			if !s.IsDense() && len(s) > limit {
				t.Fatalf("sparse with %d bytes", len(s))
			}
			if n%50 == 0 {
				m.check(t, s)
			}
		}
		m.check(t, s)
		forms[s.IsDense()]++
	}
	if len(forms) != 2 {
		t.Errorf("only one form after all: dense %v", forms)
	}
}

// TestForms takes registers through both forms.
func TestForms(t *testing.T) {
	for _, elements := range []int{0, 1, 100, 1000, 1400} {
		var r, again hll.Registers
		s := hll.Sketch(hll.AppendEmpty(nil))
		for n := range elements {
			var err error
			if s, err = s.Add(hll.Locate(element(n)), limit); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Merge(s); err != nil {
			t.Fatal(err)
		}
		sparse, ok := r.AppendSparse([]byte("x"), limit)
		if !ok || sparse[0] != 'x' || len(sparse)-1 > len(s) {
			t.Fatalf("%d elements: sparse %v in %d bytes", elements, ok, len(sparse)-1)
		}
		dense := r.AppendDense(sparse)[len(sparse):]
		fromSparse, err := hll.Sketch(sparse[1:]).AppendDense(nil)
		if err != nil || !bytes.Equal(fromSparse, dense) {
			t.Fatalf("%d elements: the dense forms differ (%v)", elements, err)
		}
		if err := again.Merge(dense); err != nil || again != r {
			t.Fatalf("%d elements: the dense form has other registers (%v)", elements, err)
		}
		if _, ok := r.AppendSparse(nil, len(sparse)-2); ok && elements > 0 {
			t.Errorf("%d elements in less than it takes", elements)
		}
	}
}

// TestMergeIsUnion compares the merged sketch with one that has seen all elements.
func TestMergeIsUnion(t *testing.T) {
	a, b, both := sketchOf(t, 0, 900), sketchOf(t, 500, 20_000), sketchOf(t, 0, 20_000)
	var merged, whole hll.Registers
	if err := errors.Join(merged.Merge(a), merged.Merge(b), whole.Merge(both)); err != nil {
		t.Fatal(err)
	}
	if merged != whole {
		t.Error("the merged registers are not those of the union")
	}
}

func sketchOf(t testing.TB, from, to int) hll.Sketch {
	t.Helper()
	s := hll.Sketch(hll.AppendEmpty(nil))
	for n := from; n < to; n++ {
		var err error
		if s, err = s.Add(hll.Locate(element(n)), limit); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestOpen(t *testing.T) {
	empty := hll.AppendEmpty(nil)
	dense, err := hll.Sketch(empty).AppendDense(nil)
	if err != nil {
		t.Fatal(err)
	}
	form := bytes.Clone(empty)
	form[4] = 2
	for name, value := range map[string][]byte{
		"empty": nil, "short": empty[:15], "magic": append([]byte("HYLM"), empty[4:]...), "form": form,
		"short dense": dense[:len(dense)-1], "long dense": append(bytes.Clone(dense), 0),
	} {
		if _, err := hll.Open(value); !errors.Is(err, hll.ErrNotSketch) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, value := range [][]byte{empty, dense, empty[:16]} {
		if _, err := hll.Open(value); err != nil {
			t.Error(err)
		}
	}
}

// TestCorrupt gives runs that do not cover the registers exactly.
func TestCorrupt(t *testing.T) {
	header := hll.AppendEmpty(nil)[:16]
	for _, runs := range []string{"", "\x00", "\x7f", "\x7f\xfe", "\x7f\xff\x00", "\x7f\xff\x80", "\x7f\xff\x7f", "\xff"} {
		s := hll.Sketch(append(bytes.Clone(header), runs...))
		before := bytes.Clone(s)
		_, countErr := s.Count()
		_, denseErr := s.AppendDense(nil)
		_, textErr := s.AppendText(nil)
		for _, err := range []error{countErr, denseErr, textErr, new(hll.Registers).Merge(s)} {
			if !errors.Is(err, hll.ErrCorrupt) {
				t.Errorf("%q: %v", runs, err)
			}
		}
		after, err := s.Add(hll.Place{Register: 16383, Rank: 40}, limit)
		if !errors.Is(err, hll.ErrCorrupt) || !bytes.Equal(after, before) {
			t.Errorf("%q: Add gives %q, %v", runs, after, err)
		}
	}
}

func TestAppendText(t *testing.T) {
	s := hll.Sketch(hll.AppendEmpty(nil))
	for _, p := range []hll.Place{{5, 2}, {6, 2}, {100, 32}, {16383, 1}} {
		var err error
		if s, err = s.Add(p, limit); err != nil {
			t.Fatal(err)
		}
	}
	text, err := s.AppendText([]byte("runs:"))
	if want := "runs:z:5 v:2,2 Z:93 v:32,1 Z:16282 v:1,1"; err != nil || string(text) != want {
		t.Errorf("%s, %v; want %s", text, err, want)
	}
}

func TestSelfTest(t *testing.T) {
	if err := hll.SelfTest(); err != nil {
		t.Error(err)
	}
}

// TestSaturated has the highest ranks everywhere, which only a forger can reach.
func TestSaturated(t *testing.T) {
	for rank, want := range map[uint8]uint64{0: 0, 51: 1 << 63, 63: 1 << 63} {
		var r hll.Registers
		for i := range r {
			r[i] = rank
		}
		got, err := hll.Sketch(r.AppendDense(nil)).Count()
		if err != nil || got != want {
			t.Errorf("rank %d counts as %d, %v; want %d", rank, got, err, want)
		}
	}
}

func TestAllocs(t *testing.T) {
	sparse, dense := sketchOf(t, 0, 1000), sketchOf(t, 0, 100_000)
	p := hll.Locate([]byte("element:1"))
	var sum uint64
	allocs := testing.AllocsPerRun(100, func() {
		for _, s := range []hll.Sketch{sparse, dense} {
			if held, err := s.Holds(p); err != nil || !held {
				t.Fatal("the element is missing")
			}
			n, _ := s.Count()
			sum += n
		}
		p = hll.Place{Register: (p.Register + 1) % 16384, Rank: 60}
		_, _ = dense.Add(p, limit)
		p = hll.Locate([]byte("element:1"))
	})
	if allocs != 0 || sum == 0 {
		t.Errorf("%v allocations", allocs)
	}
}

// FuzzSketch opens, changes and reads whatever comes, which must not panic.
func FuzzSketch(f *testing.F) {
	f.Add([]byte("\x7f\xff"), uint16(3), uint8(4))
	f.Add([]byte("\x05\x84\x7f\xf7"), uint16(6), uint8(1))
	f.Add([]byte(strings.Repeat("\x80", 30)), uint16(29), uint8(33))
	f.Fuzz(func(t *testing.T, runs []byte, register uint16, rank uint8) {
		s, err := hll.Open(append(hll.AppendEmpty(nil)[:16], runs...))
		if err != nil {
			t.Fatal(err)
		}
		count, countErr := s.Count()
		p := hll.Place{Register: int(register % 16384), Rank: 1 + rank%51}
		added, err := s.Add(p, limit)
		if err != nil {
			return
		}
		if held, err := added.Holds(p); err != nil || !held {
			t.Fatalf("%+v is not held after it was added (%v)", p, err)
		}
		if after, err := added.Count(); countErr == nil && (err != nil || after < count) {
			t.Fatalf("count %d, after an addition %d, %v", count, after, err)
		}
	})
}

func BenchmarkLocate(b *testing.B) {
	var buf [16]byte
	sum := 0
	for n := range b.N {
		binary.LittleEndian.PutUint64(buf[:], uint64(n))
		sum += hll.Locate(buf[:]).Register
	}
	_ = sum
}

func BenchmarkHolds(b *testing.B) {
	for name, s := range map[string]hll.Sketch{"sparse": sketchOf(b, 0, 1400), "dense": sketchOf(b, 0, 100_000)} {
		b.Run(name, func(b *testing.B) {
			for n := range b.N {
				_, _ = s.Holds(hll.Place{Register: n * 7919 & 16383, Rank: 1})
			}
		})
	}
}

func BenchmarkCount(b *testing.B) {
	for name, s := range map[string]hll.Sketch{"sparse": sketchOf(b, 0, 1400), "dense": sketchOf(b, 0, 100_000)} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				_, _ = s.Count()
			}
		})
	}
}

func BenchmarkMerge(b *testing.B) {
	for name, s := range map[string]hll.Sketch{"sparse": sketchOf(b, 0, 1400), "dense": sketchOf(b, 0, 100_000)} {
		b.Run(name, func(b *testing.B) {
			var r hll.Registers
			for range b.N {
				_ = r.Merge(s)
			}
		})
	}
}

// BenchmarkUnion counts the union of two.
func BenchmarkUnion(b *testing.B) {
	for name, s := range map[string]hll.Sketch{"sparse": sketchOf(b, 0, 1000), "dense": sketchOf(b, 0, 100_000)} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				var r hll.Registers
				_, _ = r.Merge(s), r.Merge(s)
				r.Count()
			}
		})
	}
}
