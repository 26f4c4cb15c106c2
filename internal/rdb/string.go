package rdb

import (
	"encoding/binary"
	"strconv"
)

// maxIntText is the longest text that is tried as an integer of 32 bits: -2147483648.
const maxIntText = 11

// AppendString appends a string. The decimals of small integers take a form of their own.
func AppendString(dst, s []byte) []byte {
	if len(s) <= maxIntText {
		if n, ok := parseInt(s); ok && n == int64(int32(n)) {
			return appendInt(dst, int32(n))
		}
	}
	return append(AppendLength(dst, len(s)), s...)
}

// appendInt appends the string that spells an integer.
func appendInt(dst []byte, n int32) []byte {
	switch {
	case n == int32(int8(n)):
		return append(dst, encInt8, byte(n))
	case n == int32(int16(n)):
		return binary.LittleEndian.AppendUint16(append(dst, encInt16), uint16(n))
	}
	return binary.LittleEndian.AppendUint32(append(dst, encInt32), uint32(n))
}

// String reads a string. It is valid until the next one is read.
func (r *Reader) String() ([]byte, error) { return r.string(&r.scratches[0]) }

// string reads a string into a scratch, if it does not lie in the data as it is.
func (r *Reader) string(to *scratch) ([]byte, error) {
	n, form, err := r.length()
	if err != nil {
		return nil, err
	}
	switch form {
	case 0:
		if n > uint64(r.limit) {
			return nil, corrupt("length of a string")
		}
		return r.text(int(n), to)
	case encInt8, encInt16, encInt32:
		return r.intString(to, 1<<(form-encInt8))
	case encLZF:
		return r.compressed(to)
	}
	return nil, corrupt("form of a string")
}

func (r *Reader) intString(to *scratch, width int) ([]byte, error) {
	b, err := r.take(width)
	if err != nil {
		return nil, err
	}
	*to = strconv.AppendInt((*to)[:0], littleEndian(b), 10)
	return *to, nil
}

func (r *Reader) compressed(to *scratch) ([]byte, error) {
	size, err := r.number()
	if err != nil {
		return nil, err
	}
	n, err := r.number()
	if err != nil {
		return nil, err
	}
	if size > uint64(min(r.mostLeft(), r.limit)) || n > size*lzfMostRatio || n > uint64(r.limit) {
		return nil, corrupt("compressed string")
	}
	src, err := r.text(int(size), &r.packed)
	if err != nil {
		return nil, err
	}
	*to, err = appendLZF((*to)[:0], src, int(n))
	return *to, err
}

// littleEndian is the signed integer in 1 to 8 bytes.
func littleEndian(b []byte) int64 {
	var n uint64
	for i, c := range b {
		n |= uint64(c) << (8 * i)
	}
	unused := 64 - 8*len(b)
	return int64(n<<unused) >> unused
}

// parseInt is the integer that s is the usual decimal of.
func parseInt(s []byte) (int64, bool) {
	const mostDigits = 20
	if len(s) == 0 || len(s) > mostDigits || s[0] != '-' && (s[0] < '0' || s[0] > '9') {
		return 0, false
	}
	n, err := strconv.ParseInt(string(s), 10, 64)
	var digits [mostDigits]byte
	return n, err == nil && string(strconv.AppendInt(digits[:0], n, 10)) == string(s)
}
