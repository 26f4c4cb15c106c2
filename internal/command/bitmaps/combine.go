package bitmaps

import (
	"crypto/subtle"
	"encoding/binary"
)

// operator is how BITOP combines strings.
type operator uint8

const (
	opAnd operator = iota
	opOr
	opXor
	opNot
)

// blockBytes is how much is combined at a time, so that the result stays in the processor's first cache.
const blockBytes = 16 << 10

// combine writes the combination of the sources, of which there is at least one, over dst, which is as long as the
// longest. Shorter ones go on with zeros.
func (op operator) combine(dst []byte, sources [][]byte) {
	for from := 0; from < len(dst); from += blockBytes {
		to := min(from+blockBytes, len(dst))
		block := dst[from:to]
		clear(block[copy(block, part(sources[0], from, to)):])
		if op == opNot {
			not(block)
		}
		for _, s := range sources[1:] {
			op.apply(block, part(s, from, to))
		}
	}
}

// part is s[from:to] as far as there is any.
func part(s []byte, from, to int) []byte { return s[min(from, len(s)):min(to, len(s))] }

// apply combines one more source into dst; the source may be shorter.
func (op operator) apply(dst, src []byte) {
	switch op {
	case opAnd:
		clear(dst[len(src):])
		and(dst, src)
	case opOr:
		or(dst, src)
	case opXor:
		subtle.XORBytes(dst, dst, src)
	}
}

func and(dst, src []byte) {
	le := binary.LittleEndian
	for ; len(src) >= 32; dst, src = dst[32:], src[32:] { // four words at a time cost half as much
		d, s := dst[:32], src[:32]
		le.PutUint64(d, le.Uint64(d)&le.Uint64(s))
		le.PutUint64(d[8:], le.Uint64(d[8:])&le.Uint64(s[8:]))
		le.PutUint64(d[16:], le.Uint64(d[16:])&le.Uint64(s[16:]))
		le.PutUint64(d[24:], le.Uint64(d[24:])&le.Uint64(s[24:]))
	}
	for i, b := range src {
		dst[i] &= b
	}
}

func or(dst, src []byte) {
	le := binary.LittleEndian
	for ; len(src) >= 32; dst, src = dst[32:], src[32:] { // four words at a time cost half as much
		d, s := dst[:32], src[:32]
		le.PutUint64(d, le.Uint64(d)|le.Uint64(s))
		le.PutUint64(d[8:], le.Uint64(d[8:])|le.Uint64(s[8:]))
		le.PutUint64(d[16:], le.Uint64(d[16:])|le.Uint64(s[16:]))
		le.PutUint64(d[24:], le.Uint64(d[24:])|le.Uint64(s[24:]))
	}
	for i, b := range src {
		dst[i] |= b
	}
}

func not(dst []byte) {
	for ; len(dst) >= 8; dst = dst[8:] {
		binary.LittleEndian.PutUint64(dst, ^binary.LittleEndian.Uint64(dst))
	}
	for i := range dst {
		dst[i] = ^dst[i]
	}
}
