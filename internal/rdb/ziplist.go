package rdb

import (
	"encoding/binary"
	"math"
	"strconv"
)

// A ziplist, the forerunner of the listpack, is its size in 4 bytes, where its last element lies in 4, the number of
// its elements in 2, the elements, and an end. Every element begins with the size of the one before, and then one of
// these.
const (
	zipText6  = 0x00 // to 0x3F: text, the length in 6 bits
	zipText14 = 0x40 // to 0x7F: text, the length in 14 bits, big-endian
	zipText32 = 0x80 // text, the length in the next 4 bytes, big-endian
	zipInt16  = 0xC0
	zipInt32  = 0xD0
	zipInt64  = 0xE0
	zipInt24  = 0xF0
	zipInt4   = 0xF1 // to 0xFD: the numbers 0 to 12
	zipInt8   = 0xFE
	zipEnd    = 0xFF

	zipHeadBytes = 4 + 4 + 2
	// zipManyElements stands for a number of elements that has to be counted.
	zipManyElements = math.MaxUint16
	// zipFar marks a size of the element before that takes 4 more bytes.
	zipFar = 0xFE
)

// ziplist reads the elements of a ziplist.
type ziplist struct {
	bytes []byte // without the end
	at    int
	last  int // where the last element lies as the head says
	prev  int // size of the element before
	n     int // elements to come as the head says, or -1
}

// openZiplist checks the head and the end.
func openZiplist(b []byte) (packed, error) {
	if len(b) < zipHeadBytes+1 || int(binary.LittleEndian.Uint32(b)) != len(b) || b[len(b)-1] != zipEnd {
		return nil, corrupt("ziplist")
	}
	z := &ziplist{bytes: b[:len(b)-1], at: zipHeadBytes, last: int(binary.LittleEndian.Uint32(b[4:])), n: -1}
	if n := binary.LittleEndian.Uint16(b[8:]); n != zipManyElements {
		z.n = int(n)
	}
	return z, nil
}

// next implements packed.
func (z *ziplist) next(to *scratch) (element []byte, ok bool, err error) {
	if z.at == len(z.bytes) {
		if z.n > 0 || z.last != z.at-z.prev {
			return nil, false, corrupt("ziplist")
		}
		return nil, false, nil
	}
	if z.n == 0 {
		return nil, false, corrupt("ziplist")
	}
	z.n = max(z.n-1, -1)
	b := z.bytes[z.at:]
	prev, prevBytes := zipPrev(b)
	if prevBytes == 0 || prev != z.prev || prevBytes == len(b) {
		return nil, false, corrupt("ziplist element")
	}
	head, body, isInt := zipShape(b[prevBytes:])
	head += prevBytes
	if head == prevBytes || body > len(b)-head {
		return nil, false, corrupt("ziplist element")
	}
	element = b[head : head+body]
	if isInt {
		*to = strconv.AppendInt((*to)[:0], zipInt(b[prevBytes], element), 10)
		element = *to
	}
	z.prev = head + body
	z.at += z.prev
	return element, true, nil
}

// zipPrev reads the size of the element before, and how many bytes that takes; 0 if it is not there.
func zipPrev(b []byte) (prev, bytes int) {
	switch {
	case b[0] < zipFar:
		return int(b[0]), 1
	case b[0] == zipFar && len(b) >= 5:
		return int(binary.LittleEndian.Uint32(b[1:])), 5
	}
	return 0, 0
}

// zipShape is packShape for the part of an element behind the size of the one before.
func zipShape(b []byte) (head, body int, isInt bool) {
	switch c := b[0]; {
	case c < zipText14:
		return 1, int(c), false
	case c < zipText32:
		if len(b) >= 2 {
			return 2, int(c&^zipText14)<<8 | int(b[1]), false
		}
	case c == zipText32:
		if len(b) >= 5 {
			if n := binary.BigEndian.Uint32(b[1:]); uint64(n) <= uint64(len(b)) {
				return 5, int(n), false
			}
		}
	case c == zipInt16:
		return 1, 2, true
	case c == zipInt32:
		return 1, 4, true
	case c == zipInt64:
		return 1, 8, true
	case c == zipInt24:
		return 1, 3, true
	case c == zipInt8:
		return 1, 1, true
	case c >= zipInt4 && c < zipInt8:
		return 1, 0, true
	}
	return 0, 0, false
}

// zipInt is the number of an element.
func zipInt(head byte, body []byte) int64 {
	if len(body) == 0 {
		return int64(head - zipInt4)
	}
	return littleEndian(body)
}
