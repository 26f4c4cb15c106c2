package command

import (
	"bytes"
	"math"
	"strconv"
)

// ParseInt parses a signed 64-bit decimal the strict way Redis does: no plus sign, no leading zeros, no spaces.
func ParseInt(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > 20 {
		return 0, false
	}
	digits, neg := b, false
	if b[0] == '-' {
		digits, neg = b[1:], true
	}
	if len(digits) == 0 || digits[0] == '0' && len(b) > 1 {
		return 0, false
	}
	var v uint64
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		next := v*10 + uint64(c-'0')
		if v > math.MaxUint64/10 || next < v {
			return 0, false
		}
		v = next
	}
	switch {
	case neg && v <= 1<<63:
		return -int64(v), true
	case !neg && v <= math.MaxInt64:
		return int64(v), true
	}
	return 0, false
}

// ParseFloat parses a double as Redis does: what strtod takes, but no spaces, no NaN, and nothing out of range.
func ParseFloat(b []byte) (float64, bool) {
	v, ok := ParseLooseFloat(b)
	switch {
	case !ok:
	case math.IsInf(v, 0):
		_, ok = ParseInf(b)
	case v == 0:
		ok = !bytes.ContainsAny(mantissa(b), "123456789abcdefABCDEF")
	}
	return v, ok
}

// ParseLooseFloat is ParseFloat, but numbers out of range become infinite or zero.
func ParseLooseFloat(b []byte) (float64, bool) {
	if len(b) == 0 || len(b) > maxFloatBytes {
		return 0, false
	}
	if sign, isInf := ParseInf(b); isInf {
		return math.Inf(sign), true
	}
	base, ok := ScanFloat(b)
	if !ok {
		return 0, false
	}
	text := string(b)
	if base == 16 && !bytes.ContainsAny(b, "pP") {
		text += "p0" // Go's syntax wants an exponent, C's does not
	}
	v, _ := strconv.ParseFloat(text, 64) // the syntax is right, and out of range it gives what we want
	return v, true
}

// mantissa cuts off the exponent of what ScanFloat accepts.
func mantissa(b []byte) []byte {
	exponent := "eE"
	if len(b) > 1 && bytes.ContainsAny(b, "xX") {
		exponent = "pP"
	}
	if i := bytes.IndexAny(b, exponent); i >= 0 {
		b = b[:i]
	}
	return b
}

// ParseInf recognises infinity in C's spellings, and says which one it is.
func ParseInf(b []byte) (sign int, ok bool) {
	sign, word := 1, b
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		word = b[1:]
		if b[0] == '-' {
			sign = -1
		}
	}
	return sign, bytes.EqualFold(word, []byte("inf")) || bytes.EqualFold(word, []byte("infinity"))
}

// ScanFloat reports whether all of b is a finite number in C's syntax, and whether its base is 10 or 16. Go's own
// parsers take more, such as underscores.
func ScanFloat(b []byte) (base int, ok bool) {
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		b = b[1:]
	}
	base, exponent := 10, byte('e')
	if len(b) > 2 && b[0] == '0' && b[1]|0x20 == 'x' {
		base, exponent = 16, 'p'
		b = b[2:]
	}
	whole := leadingDigits(b, base)
	digits := whole
	b = b[whole:]
	if len(b) > 0 && b[0] == '.' {
		fraction := leadingDigits(b[1:], base)
		digits += fraction
		b = b[1+fraction:]
	}
	if digits == 0 || len(b) == 0 {
		return base, digits > 0
	}
	if b[0]|0x20 != exponent {
		return base, false
	}
	b = b[1:]
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		b = b[1:]
	}
	return base, len(b) > 0 && leadingDigits(b, 10) == len(b)
}

// leadingDigits counts the digits that b begins with.
func leadingDigits(b []byte, base int) (n int) {
	for n < len(b) && ('0' <= b[n] && b[n] <= '9' || base == 16 && 'a' <= b[n]|0x20 && b[n]|0x20 <= 'f') {
		n++
	}
	return n
}

const maxFloatBytes = 5*1024 - 1
