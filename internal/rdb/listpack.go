package rdb

import (
	"encoding/binary"
	"math"
	"strconv"
)

// A listpack is its size in 4 bytes, the number of its elements in 2, the elements, and an end. Every element begins
// with one of these, has its length or its number behind that, and ends with its own size, for those who read
// backward.
const (
	packUint7  = 0x00 // to 0x7F: the number
	packText6  = 0x80 // to 0xBF: text, the length in 6 bits
	packInt13  = 0xC0 // to 0xDF: a number in 13 bits
	packText12 = 0xE0 // to 0xEF: text, the length in 12 bits
	packText32 = 0xF0
	packInt16  = 0xF1
	packInt24  = 0xF2
	packInt32  = 0xF3
	packInt64  = 0xF4
	packEnd    = 0xFF

	packHeadBytes = 4 + 2
	// packManyElements stands for a number of elements that has to be counted.
	packManyElements = math.MaxUint16
)

// pack is a listpack while it is written.
type pack struct {
	bytes []byte
	n     int
}

// reset makes it empty.
func (p *pack) reset() {
	p.bytes = append(p.bytes[:0], 0, 0, 0, 0, 0, 0)
	p.n = 0
}

// len is its size when it is finished.
func (p *pack) len() int { return len(p.bytes) + 1 }

// add appends an element.
func (p *pack) add(element []byte) {
	at := len(p.bytes)
	if n, ok := parseInt(element); ok {
		p.bytes = appendPackInt(p.bytes, n)
	} else {
		p.bytes = appendPackText(p.bytes, element)
	}
	p.bytes = appendBackLen(p.bytes, len(p.bytes)-at)
	p.n++
}

// finish appends the end, fills in the head and returns the whole.
func (p *pack) finish() []byte {
	p.bytes = append(p.bytes, packEnd)
	binary.LittleEndian.PutUint32(p.bytes, uint32(len(p.bytes)))
	binary.LittleEndian.PutUint16(p.bytes[4:], uint16(min(p.n, packManyElements)))
	return p.bytes
}

func appendPackInt(dst []byte, n int64) []byte {
	le := binary.LittleEndian
	switch {
	case 0 <= n && n < 1<<7:
		return append(dst, byte(n))
	case -1<<12 <= n && n < 1<<12:
		return append(dst, packInt13|byte(n>>8)&0x1F, byte(n))
	case n == int64(int16(n)):
		return le.AppendUint16(append(dst, packInt16), uint16(n))
	case -1<<23 <= n && n < 1<<23:
		return append(dst, packInt24, byte(n), byte(n>>8), byte(n>>16))
	case n == int64(int32(n)):
		return le.AppendUint32(append(dst, packInt32), uint32(n))
	}
	return le.AppendUint64(append(dst, packInt64), uint64(n))
}

func appendPackText(dst, text []byte) []byte {
	switch n := len(text); {
	case n < 1<<6:
		dst = append(dst, packText6|byte(n))
	case n < 1<<12:
		dst = append(dst, packText12|byte(n>>8), byte(n))
	default:
		dst = binary.LittleEndian.AppendUint32(append(dst, packText32), uint32(n))
	}
	return append(dst, text...)
}

// backLenBytes is how many bytes an element's own size takes: 7 bits in each. From two bytes on, Redis takes one more
// already for the largest number that would fit.
func backLenBytes(n int) int {
	switch {
	case n < 1<<7:
		return 1
	case n < 1<<14-1:
		return 2
	case n < 1<<21-1:
		return 3
	case n < 1<<28-1:
		return 4
	}
	return 5
}

// appendBackLen appends an element's own size, the highest bits first. All but the first byte are marked.
func appendBackLen(dst []byte, n int) []byte {
	i := backLenBytes(n) - 1
	dst = append(dst, byte(n>>(7*i))&0x7F)
	for i--; i >= 0; i-- {
		dst = append(dst, byte(n>>(7*i))|0x80)
	}
	return dst
}

// listpack reads the elements of a listpack.
type listpack struct {
	rest []byte
	n    int // elements to come as the head says, or -1
}

// openListpack checks the head and the end.
func openListpack(b []byte) (packed, error) {
	if len(b) < packHeadBytes+1 || int(binary.LittleEndian.Uint32(b)) != len(b) || b[len(b)-1] != packEnd {
		return nil, corrupt("listpack")
	}
	p := &listpack{rest: b[packHeadBytes : len(b)-1], n: -1}
	if n := binary.LittleEndian.Uint16(b[4:]); n != packManyElements {
		p.n = int(n)
	}
	return p, nil
}

// next implements packed.
func (p *listpack) next(to *scratch) (element []byte, ok bool, err error) {
	if len(p.rest) == 0 {
		if p.n > 0 {
			return nil, false, corrupt("listpack")
		}
		return nil, false, nil
	}
	if p.n == 0 {
		return nil, false, corrupt("listpack")
	}
	p.n = max(p.n-1, -1)
	head, body, isInt := packShape(p.rest)
	size := head + body
	if head == 0 || size > len(p.rest)-backLenBytes(size) {
		return nil, false, corrupt("listpack element")
	}
	var back [5]byte
	end := size + backLenBytes(size)
	if string(appendBackLen(back[:0], size)) != string(p.rest[size:end]) {
		return nil, false, corrupt("listpack element")
	}
	element = p.rest[head:size]
	if isInt {
		*to = strconv.AppendInt((*to)[:0], packInt(p.rest[0], element), 10)
		element = *to
	}
	p.rest = p.rest[end:]
	return element, true, nil
}

// packShape is how long the parts of the element are that b begins with; its head is 0 bytes long if there is none.
// A number that lies in the head's bits has no body.
func packShape(b []byte) (head, body int, isInt bool) {
	switch c := b[0]; {
	case c < packText6:
		return 1, 0, true
	case c < packInt13:
		return 1, int(c &^ packText6), false
	case c < packText12:
		return 1, 1, true
	case c < packText32:
		if len(b) >= 2 {
			return 2, int(c&^packText12)<<8 | int(b[1]), false
		}
	case c == packText32:
		if len(b) >= 5 {
			if n := binary.LittleEndian.Uint32(b[1:]); uint64(n) <= uint64(len(b)) {
				return 5, int(n), false
			}
		}
	case c <= packInt32:
		return 1, int(c-packInt16) + 2, true
	case c == packInt64:
		return 1, 8, true
	}
	return 0, 0, false
}

// packInt is the number of an element.
func packInt(head byte, body []byte) int64 {
	switch {
	case head < packText6:
		return int64(head)
	case head < packText12:
		n := int64(head&^packInt13)<<8 | int64(body[0])
		return n << 51 >> 51 // 13 bits have a sign
	}
	return littleEndian(body)
}
