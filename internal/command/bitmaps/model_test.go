package bitmaps

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"testing"
)

// The models work bit by bit.

func randomBytes(rnd *rand.Rand, n int) []byte {
	s := make([]byte, n)
	switch rnd.IntN(3) {
	case 0: // zeros
	case 1:
		for i := range s {
			s[i] = 0xff
		}
	default:
		for i := range s {
			s[i] = byte(rnd.Uint32())
		}
	}
	if n > 0 {
		s[rnd.IntN(n)] ^= bitMask(rnd.IntN(8))
	}
	return s
}

func TestSpan(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		s := randomBytes(rnd, 1+rnd.IntN(80))
		p := span{first: rnd.IntN(len(s) * 8)}
		p.last = p.first + rnd.IntN(len(s)*8-p.first)
		count, found := 0, map[bool]int{false: -1, true: -1}
		for i := p.first; i <= p.last; i++ {
			isSet := hasBit(s, i)
			if isSet {
				count++
			}
			if found[isSet] < 0 {
				found[isSet] = i
			}
		}
		if got := p.count(s); got != count {
			t.Fatalf("%x: %d bits in %v, want %d", s, got, p, count)
		}
		for isSet, want := range found {
			if got := p.find(s, isSet); got != want {
				t.Fatalf("%x: the first %v in %v is %d, want %d", s, isSet, p, got, want)
			}
		}
	}
}

func TestCombine(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		most := 100
		if round%100 == 0 {
			most = 3 * blockBytes
		}
		sources := make([][]byte, 1+rnd.IntN(4))
		longest := 0
		for i := range sources {
			sources[i] = randomBytes(rnd, rnd.IntN(most))
			longest = max(longest, len(sources[i]))
		}
		for op := opAnd; op <= opNot; op++ {
			if op == opNot {
				sources = sources[:1]
				longest = len(sources[0])
			}
			got := randomBytes(rnd, longest)
			op.combine(got, sources)
			if want := combineSlowly(op, longest, sources); !bytes.Equal(got, want) {
				t.Fatalf("operator %d of %x is %x, want %x", op, sources, got, want)
			}
		}
	}
}

func combineSlowly(op operator, n int, sources [][]byte) []byte {
	dst := make([]byte, n)
	for i := range dst {
		for j, s := range sources {
			var b byte
			if i < len(s) {
				b = s[i]
			}
			switch {
			case op == opNot:
				dst[i] = ^b
			case j == 0:
				dst[i] = b
			case op == opAnd:
				dst[i] &= b
			case op == opOr:
				dst[i] |= b
			default:
				dst[i] ^= b
			}
		}
	}
	return dst
}

func randomField(rnd *rand.Rand) field {
	f := field{offset: rnd.IntN(100), isSigned: rnd.IntN(2) == 0, width: 1 + uint(rnd.IntN(maxUnsignedWidth))}
	if f.isSigned && rnd.IntN(8) == 0 {
		f.width = maxSignedWidth
	}
	return f
}

func TestField(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 3))
	for range 50_000 {
		f := randomField(rnd)
		s := randomBytes(rnd, rnd.IntN(30))
		if got, want := f.load(s), loadSlowly(f, s); got != want {
			t.Fatalf("%+v of %x is %d, want %d", f, s, got, want)
		}
		if len(s) < f.end() {
			continue
		}
		value := f.extend(rnd.Uint64())
		before := bytes.Clone(s)
		f.store(s, value)
		if got := f.load(s); got != value {
			t.Fatalf("%+v holds %d after %d was stored", f, got, value)
		}
		for i := range len(s) * 8 {
			isInside := i >= f.offset && i < f.offset+int(f.width)
			if !isInside && hasBit(s, i) != hasBit(before, i) {
				t.Fatalf("storing %+v changed bit %d", f, i)
			}
		}
	}
}

func loadSlowly(f field, s []byte) int64 {
	v := new(big.Int)
	for i := range int(f.width) {
		v.Lsh(v, 1)
		if hasBit(s, f.offset+i) {
			v.Or(v, big.NewInt(1))
		}
	}
	if f.isSigned && v.Bit(int(f.width)-1) == 1 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), f.width))
	}
	return v.Int64()
}

// TestFieldAdd compares additions to what a field holds with additions of any size.
func TestFieldAdd(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 4))
	for range 100_000 {
		f := randomField(rnd)
		least, greatest := f.bounds()
		value := f.extend(rnd.Uint64())
		if rnd.IntN(3) == 0 {
			value = []int64{least, greatest}[rnd.IntN(2)]
		}
		delta := int64(rnd.Uint64()) >> rnd.IntN(64)
		sum := new(big.Int).Add(big.NewInt(value), big.NewInt(delta))
		bound, fits := int64(0), false
		switch {
		case sum.Cmp(big.NewInt(greatest)) > 0:
			bound = greatest
		case sum.Cmp(big.NewInt(least)) < 0:
			bound = least
		default:
			bound, fits = sum.Int64(), true
		}
		if got, ok := f.add(value, delta, overflowSat); !ok || got != bound {
			t.Fatalf("%+v: %d%+d is %d, %v; want %d", f, value, delta, got, ok, bound)
		}
		if got, ok := f.add(value, delta, overflowFail); ok != fits || ok && got != bound {
			t.Fatalf("%+v: %d%+d is %d, %v; want %d, %v", f, value, delta, got, ok, bound, fits)
		}
		wrapped := new(big.Int).Mod(sum, new(big.Int).Lsh(big.NewInt(1), f.width))
		if got, ok := f.add(value, delta, overflowWrap); !ok || got != f.extend(wrapped.Uint64()) {
			t.Fatalf("%+v: %d%+d wraps to %d, %v; want %d", f, value, delta, got, ok, f.extend(wrapped.Uint64()))
		}
	}
}

func BenchmarkCount(b *testing.B) {
	s := bytes.Repeat([]byte("\x5a\x01"), 1<<19)
	b.SetBytes(int64(len(s)))
	for range b.N {
		if n := (span{0, len(s)*8 - 1}).count(s); n == 0 {
			b.Fatal(n)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	s := make([]byte, 1<<20)
	b.SetBytes(int64(len(s)))
	for range b.N {
		if n := (span{0, len(s)*8 - 1}).find(s, true); n >= 0 {
			b.Fatal(n)
		}
	}
}

func BenchmarkCombine(b *testing.B) {
	dst, s := make([]byte, 1<<20), make([]byte, 1<<20)
	for op, name := range []string{"AND", "OR", "XOR"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(2 << 20)
			for range b.N {
				operator(op).combine(dst, [][]byte{s, s})
			}
		})
	}
}
