package bitmaps

import (
	"encoding/binary"
	"math/bits"

	"github.com/holdfast-db/holdfast/internal/command"
)

// span is a range of bits, both ends inclusive.
type span struct{ first, last int }

// spanOf is the part of n bytes from start to end, in bytes or in bits; negative numbers count from the end. ok is
// false if nothing is left of it.
func spanOf(start, end int64, isBits bool, n int) (_ span, ok bool) {
	total := int64(n)
	if isBits {
		total *= 8
	}
	if start < 0 {
		start = max(0, total+start)
	}
	if end < 0 {
		end = max(0, total+end)
	}
	end = min(end, total-1)
	switch {
	case start > end:
		return span{}, false
	case isBits:
		return span{int(start), int(end)}, true
	default:
		return span{int(start) * 8, int(end)*8 + 7}, true
	}
}

// unit parses argument i as the unit of a range, or replies with an error.
func unit(c *command.Call, i int) (isBits, ok bool) {
	switch {
	case c.Is(i, "BIT"):
		return true, true
	case c.Is(i, "BYTE"):
		return false, true
	}
	c.Fail(command.ErrSyntax)
	return false, false
}

// count is how many bits are set.
func (p span) count(s []byte) int {
	from, to := p.first/8, p.last/8
	before := s[from] &^ (0xff >> (p.first % 8))
	behind := s[to] & (0x7f >> (p.last % 8))
	return onesIn(s[from:to+1]) - bits.OnesCount8(before) - bits.OnesCount8(behind)
}

func onesIn(s []byte) (n int) {
	for ; len(s) >= 32; s = s[32:] {
		n += bits.OnesCount64(binary.LittleEndian.Uint64(s)) + bits.OnesCount64(binary.LittleEndian.Uint64(s[8:])) +
			bits.OnesCount64(binary.LittleEndian.Uint64(s[16:])) + bits.OnesCount64(binary.LittleEndian.Uint64(s[24:]))
	}
	for ; len(s) >= 8; s = s[8:] {
		n += bits.OnesCount64(binary.LittleEndian.Uint64(s))
	}
	for _, b := range s {
		n += bits.OnesCount8(b)
	}
	return n
}

// find is the first bit that is set, or clear; -1 if there is none.
func (p span) find(s []byte, isSet bool) int {
	var flip byte
	if !isSet {
		flip = 0xff
	}
	at := p.first / 8
	s = s[:p.last/8+1]
	// What lies before the span in its first byte does not count.
	b := (s[at] ^ flip) & (0xff >> (p.first % 8))
	if b == 0 {
		at = firstNot(s, at+1, flip)
		if at == len(s) {
			return -1
		}
		b = s[at] ^ flip
	}
	if found := at*8 + bits.LeadingZeros8(b); found <= p.last {
		return found
	}
	return -1
}

// firstNot is the index of the first byte from one on that is not skip.
func firstNot(s []byte, from int, skip byte) int {
	words := uint64(skip) * 0x0101010101010101
	for from+8 <= len(s) && binary.LittleEndian.Uint64(s[from:]) == words {
		from += 8
	}
	for from < len(s) && s[from] == skip {
		from++
	}
	return from
}
