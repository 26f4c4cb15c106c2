package hll

import (
	"encoding/binary"
	"math/bits"
)

// Place is what a sketch keeps of an element: which register it belongs to, and how rare it is.
type Place struct {
	Register int
	Rank     uint8
}

// maxRank is the rank of a hash that has zeros only behind its register.
const maxRank = 64 - indexBits + 1

// Locate finds the place of an element.
func Locate(element []byte) Place {
	h := hash(element)
	rest := h>>indexBits | 1<<(maxRank-1)
	return Place{Register: int(h & (registerCount - 1)), Rank: uint8(bits.TrailingZeros64(rest) + 1)}
}

// hash is MurmurHash64A with Redis's seed. It is part of the format: another hash would count everything twice.
func hash(b []byte) uint64 {
	const (
		seed  = 0xadc83b19
		m     = 0xc6a4a7935bd1e995
		shift = 47
	)
	h := seed ^ uint64(len(b))*m
	for ; len(b) >= 8; b = b[8:] {
		k := binary.LittleEndian.Uint64(b) * m
		k ^= k >> shift
		h = (h ^ k*m) * m
	}
	if len(b) > 0 {
		var last [8]byte
		copy(last[:], b)
		h = (h ^ binary.LittleEndian.Uint64(last[:])) * m
	}
	h = (h ^ h>>shift) * m
	return h ^ h>>shift
}
