package rdb

// LZF is a run of chunks. A first byte below 32 is followed by one literal byte more than it says. In any other one,
// the upper three bits are a length and the lower five the high bits of a distance: so far back from here, and one,
// lie two bytes more than the length to be repeated. Length 7 has another byte to be added to it.
const (
	lzfLiterals   = 32
	lzfLongLength = 7

	// lzfMostRatio bounds what one byte can expand to: three bytes make 264 at most.
	lzfMostRatio = 88
)

// appendLZF appends what src expands to, which is n bytes.
func appendLZF(dst, src []byte, n int) ([]byte, error) {
	start := len(dst)
	for len(src) > 0 {
		control := int(src[0])
		src = src[1:]
		if control < lzfLiterals {
			if control >= len(src) {
				return dst, corrupt("LZF literals")
			}
			dst = append(dst, src[:control+1]...)
			src = src[control+1:]
		} else {
			length := control >> 5
			if length == lzfLongLength && len(src) > 0 {
				length += int(src[0])
				src = src[1:]
			}
			if len(src) == 0 {
				return dst, corrupt("LZF reference")
			}
			from := len(dst) - 1 - (control&31<<8 | int(src[0]))
			src = src[1:]
			if from < start {
				return dst, corrupt("LZF distance")
			}
			for i := range length + 2 { // a byte at a time: the run may overlap what it becomes
				dst = append(dst, dst[from+i])
			}
		}
		if len(dst)-start > n {
			return dst, corrupt("LZF length")
		}
	}
	if len(dst)-start != n {
		return dst, corrupt("LZF length")
	}
	return dst, nil
}
