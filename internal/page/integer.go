package page

import "math/bits"

// maxIntegerText is the longest canonical integer: -9223372036854775808.
const maxIntegerText = 20

// parseInteger returns the number that b spells, if strconv would spell that
// number as exactly b: no plus sign, no leading zero, no minus zero. Only such
// texts may be stored as integers, because reading must give back every byte.
func parseInteger(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > maxIntegerText {
		return 0, false
	}
	digits, negative := b, b[0] == '-'
	if negative {
		digits = b[1:]
	}
	if len(digits) == 0 || len(digits) > 19 {
		return 0, false
	}
	if digits[0] == '0' {
		return 0, len(b) == 1
	}
	var n uint64 // 19 digits cannot overflow
	for _, c := range digits {
		if c -= '0'; c > 9 {
			return 0, false
		}
		n = n*10 + uint64(c)
	}
	if negative {
		return -int64(n), n <= 1<<63
	}
	return int64(n), n < 1<<63
}

// integerWidth returns how many bytes of two's complement hold n, at least 1.
func integerWidth(n int64) int {
	return (bits.Len64(uint64(n^(n>>63))) + 8) / 8
}
