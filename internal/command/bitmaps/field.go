package bitmaps

import (
	"encoding/binary"
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errFieldType = errors.New("ERR Invalid bitfield type. Use something like i16 u8. " +
	"Note that u64 is not supported but i64 is.")

// field is an integer somewhere in a string: the highest bit first, as the bits are numbered.
type field struct {
	offset   int // of its first bit
	width    uint
	isSigned bool
}

// The widest fields. Any value of theirs is an int64.
const (
	maxSignedWidth   = 64
	maxUnsignedWidth = 63
)

// parseField parses the type at argument i and the offset behind it, or replies with an error.
func parseField(c *command.Call, i int, limit int64) (f field, ok bool) {
	arg, widest := c.Args[i], int64(maxUnsignedWidth)
	if len(arg) > 0 && arg[0] == 'i' {
		f.isSigned, widest = true, maxSignedWidth
	} else if len(arg) == 0 || arg[0] != 'u' {
		c.Fail(errFieldType)
		return f, false
	}
	width, ok := command.ParseInt(arg[1:])
	if !ok || width < 1 || width > widest {
		c.Fail(errFieldType)
		return f, false
	}
	f.width = uint(width)
	f.offset, ok = fieldOffset(c, i+1, f.width, limit)
	return f, ok
}

// end is how many bytes a string must have to hold the field.
func (f field) end() int { return (f.offset + int(f.width) + 7) / 8 }

// windowBytes is how many bytes a field may lie in: eight, and one more when it begins within a byte.
const windowBytes = 9

// load reads the field; behind the end of the string there are zeros.
func (f field) load(s []byte) int64 {
	var window [windowBytes]byte
	copy(window[:], s[min(f.offset/8, len(s)):])
	shift := uint(f.offset % 8)
	v := binary.BigEndian.Uint64(window[:])<<shift | uint64(window[8])>>(8-shift)
	return f.extend(v >> (64 - f.width))
}

// extend makes an int64 of the lowest bits of v.
func (f field) extend(v uint64) int64 {
	unused := 64 - f.width
	if f.isSigned {
		return int64(v<<unused) >> unused
	}
	return int64(v << unused >> unused)
}

// store writes the field, for which the string is long enough.
func (f field) store(s []byte, value int64) {
	var window [windowBytes]byte
	s = s[f.offset/8 : f.end()]
	copy(window[:], s)
	shift, unused := uint(f.offset%8), 64-f.width
	v, mask := uint64(value)<<unused, ^uint64(0)<<unused
	high := binary.BigEndian.Uint64(window[:])
	binary.BigEndian.PutUint64(window[:], high&^(mask>>shift)|v>>shift)
	window[8] = window[8]&^byte(mask<<(8-shift)) | byte(v<<(8-shift))
	copy(s, window[:])
}

// bounds are the least and the greatest value.
func (f field) bounds() (least, greatest int64) {
	if !f.isSigned {
		return 0, 1<<f.width - 1
	}
	greatest = int64(1<<(f.width-1) - 1)
	return -greatest - 1, greatest
}

// overflow is what happens to a value that a field cannot hold.
type overflow uint8

const (
	overflowWrap overflow = iota
	overflowSat
	overflowFail
)

// add is value+delta as far as the field can hold it; ok is false if it cannot and must not.
func (f field) add(value, delta int64, o overflow) (sum int64, ok bool) {
	least, greatest := f.bounds()
	sum = value + delta
	wrapped := value < 0 && delta < 0 && sum >= 0
	switch {
	case !f.isSigned && value < 0, f.width < maxSignedWidth && greatest-value < 0:
		// A negative number for an unsigned field stands for a great one. So do, for Redis, numbers near the least
		// int64: the difference overflows.
		return f.resolve(sum, greatest, o)
	case value > greatest || delta > 0 && value > greatest-delta:
		return f.resolve(sum, greatest, o)
	case value < least || delta < 0 && (sum < least || wrapped):
		return f.resolve(sum, least, o)
	}
	return sum, true
}

func (f field) resolve(sum, bound int64, o overflow) (int64, bool) {
	switch o {
	case overflowSat:
		return bound, true
	case overflowFail:
		return 0, false
	default:
		return f.extend(uint64(sum)), true
	}
}
