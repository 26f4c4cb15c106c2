package rdb

import (
	"encoding/binary"
	"iter"
	"strconv"
)

// intsetHeadBytes are, of an intset, the width of an integer and the number of integers, 4 bytes each.
const intsetHeadBytes = 4 + 4

// AppendIntset appends n integers in ascending order as the value of a TypeSetIntset. They are walked over twice.
func AppendIntset(dst []byte, n int, members iter.Seq[int64]) []byte {
	width := 2
	for v := range members {
		width = max(width, intsetWidth(v))
	}
	dst = AppendLength(dst, intsetHeadBytes+n*width)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(width))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(n))
	for v := range members {
		for i := range width {
			dst = append(dst, byte(v>>(8*i)))
		}
	}
	return dst
}

// intsetWidth is how many bytes hold v.
func intsetWidth(v int64) int {
	switch {
	case v == int64(int16(v)):
		return 2
	case v == int64(int32(v)):
		return 4
	}
	return 8
}

// intset visits the members of an intset.
func intset(b []byte, to *scratch, visit func(member []byte) error) error {
	if len(b) <= intsetHeadBytes {
		return corrupt("intset")
	}
	width, n := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
	b = b[intsetHeadBytes:]
	if width != 2 && width != 4 && width != 8 || uint64(n)*uint64(width) != uint64(len(b)) {
		return corrupt("intset")
	}
	for i, last := 0, int64(0); len(b) > 0; i, b = i+1, b[width:] {
		v := littleEndian(b[:width])
		if i > 0 && v <= last {
			return corrupt("intset")
		}
		last = v
		*to = strconv.AppendInt((*to)[:0], v, 10)
		if err := visit(*to); err != nil {
			return err
		}
	}
	return nil
}
