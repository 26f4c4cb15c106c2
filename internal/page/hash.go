package page

import (
	"encoding/binary"
	"math/bits"
)

// Odd constants with balanced bits, from the golden ratio and square roots.
const (
	mixA = 0x9e3779b97f4a7c15
	mixB = 0xbb67ae8584caa73b
	mixC = 0x3c6ef372fe94f82b
)

// mix multiplies to 128 bits and folds: each bit of the product depends on
// both factors.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// Hash returns the hash of what it spells. Pages lie on disk in hash order, so
// the function is part of the format: it depends on the seed, which belongs to
// the database, and on nothing of the process (hash/maphash would be faster,
// and different after a restart). The item must not be a blob's address.
func Hash(seed uint64, it Item) uint64 {
	if it.kind != kindText {
		return mix(mix(it.bits^seed^mixA, seed^mixB)^seed^mixC, seed^mixA)
	}
	// Every factor is masked with something secret: a factor that clients could
	// make zero would hide the other one.
	mask := seed ^ mixA
	b, h, n := it.text(), seed^mixC, it.bits
	for len(b) > 16 {
		h = mix(binary.LittleEndian.Uint64(b)^mask, binary.LittleEndian.Uint64(b[8:])^h)
		b = b[16:]
	}
	x, y := tail(b)
	return mix(mix(x^mask, y^h)^n^seed^mixB, mask)
}

// tail reads up to 16 bytes as two words that overlap where b is shorter.
func tail(b []byte) (x, y uint64) {
	switch n := len(b); {
	case n >= 8:
		return binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:])
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(b)), uint64(binary.LittleEndian.Uint32(b[n-4:]))
	case n > 0:
		return uint64(b[0])<<16 | uint64(b[n/2])<<8 | uint64(b[n-1]), 0
	}
	return 0, 0
}
