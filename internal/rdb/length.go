package rdb

import "encoding/binary"

// The first byte of a length tells its form in the two highest bits.
const (
	len6   = 0x00 // in the other 6 bits
	len14  = 0x40 // in these and the next byte
	len32  = 0x80 // in the next 4 bytes, big-endian
	len64  = 0x81 // in the next 8 bytes, big-endian
	encInt = 0xC0 // not a length: a string in a form of its own

	formMask = 0xC0

	maxLengthBytes = 1 + 8
)

// The strings in forms of their own.
const (
	encInt8  = encInt
	encInt16 = encInt + 1
	encInt32 = encInt + 2
	encLZF   = encInt + 3
)

// AppendLength appends a length.
func AppendLength(dst []byte, n int) []byte {
	switch {
	case n < 1<<6:
		return append(dst, len6|byte(n))
	case n < 1<<14:
		return append(dst, len14|byte(n>>8), byte(n))
	case uint64(n) < 1<<32:
		return binary.BigEndian.AppendUint32(append(dst, len32), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, len64), uint64(n))
}

// length reads a length, or the byte of a string in a form of its own.
func (r *Reader) length() (n uint64, form byte, err error) {
	head, err := r.take(1)
	if err != nil {
		return 0, 0, err
	}
	first := head[0]
	switch {
	case first&formMask == len6:
		return uint64(first &^ formMask), 0, nil
	case first&formMask == len14:
		next, err := r.take(1)
		if err != nil {
			return 0, 0, err
		}
		return uint64(first&^formMask)<<8 | uint64(next[0]), 0, nil
	case first == len32:
		b, err := r.take(4)
		if err != nil {
			return 0, 0, err
		}
		return uint64(binary.BigEndian.Uint32(b)), 0, nil
	case first == len64:
		b, err := r.take(8)
		if err != nil {
			return 0, 0, err
		}
		return binary.BigEndian.Uint64(b), 0, nil
	case first&formMask == formMask:
		return 0, first, nil
	}
	return 0, 0, corrupt("length")
}

// count reads the number of elements that follow, each of which takes some bytes.
func (r *Reader) count(leastBytes int) (int, error) {
	n, form, err := r.length()
	if err != nil {
		return 0, err
	}
	if form == 0 && n == 0 {
		return 0, r.none()
	}
	if form != 0 || n > uint64(r.mostLeft()/leastBytes) {
		return 0, corrupt("number of elements")
	}
	return int(n), nil
}

// number reads a length that counts something, or names it.
func (r *Reader) number() (uint64, error) {
	n, form, err := r.length()
	if err == nil && form != 0 {
		err = corrupt("number")
	}
	return n, err
}
