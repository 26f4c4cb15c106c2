package resp

import (
	"math"
	"strconv"
)

// maxPlainInteger bounds the doubles that are written as integers, all digits.
const maxPlainInteger = 1 << 62

// AppendDouble appends the text of f as Redis 7.2 writes scores and distances:
// the fewest digits that read back as f, in the least surprising notation.
func AppendDouble(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "nan"...)
	case math.IsInf(f, 1):
		return append(dst, "inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-inf"...)
	case f == 0 && math.Signbit(f):
		return append(dst, "-0"...)
	case math.Abs(f) <= maxPlainInteger && f == math.Trunc(f):
		return strconv.AppendInt(dst, int64(f), 10)
	}
	if f < 0 {
		dst = append(dst, '-')
	}
	var scratch [32]byte
	digits, exponent := shortestDigits(scratch[:0], math.Abs(f))
	return appendDecimal(dst, digits, exponent)
}

// shortestDigits returns the significant digits of f > 0, without a point, and
// the power of ten of the first of them.
func shortestDigits(scratch []byte, f float64) (digits []byte, exponent int) {
	text := strconv.AppendFloat(scratch, f, 'e', -1, 64) // "1e+20", "1.25e-07"
	e := len(text) - 1
	for text[e] != 'e' {
		e--
	}
	for _, c := range text[e+2:] {
		exponent = exponent*10 + int(c-'0')
	}
	if text[e+1] == '-' {
		exponent = -exponent
	}
	if e > 1 { // close the gap of the point
		text[1] = text[0]
		return text[1:e], exponent
	}
	return text[:1], exponent
}

// appendDecimal chooses the notation: plain as long as that adds few zeros.
func appendDecimal(dst, digits []byte, exponent int) []byte {
	size := exponent
	if size < 0 {
		size = -size
	}
	zeros := exponent - (len(digits) - 1) // behind the digits; negative: decimals
	switch {
	case zeros >= 0 && size < len(digits)+7:
		return appendZeros(append(dst, digits...), zeros)
	case zeros < 0 && (zeros > -7 || size < 4):
		if exponent < 0 {
			dst = appendZeros(append(dst, "0."...), -exponent-1)
			return append(dst, digits...)
		}
		dst = append(dst, digits[:exponent+1]...)
		dst = append(dst, '.')
		return append(dst, digits[exponent+1:]...)
	}
	dst = append(dst, digits[0])
	if len(digits) > 1 {
		dst = append(dst, '.')
		dst = append(dst, digits[1:]...)
	}
	if exponent < 0 {
		dst = append(dst, "e-"...)
	} else {
		dst = append(dst, "e+"...)
	}
	return strconv.AppendInt(dst, int64(size), 10)
}

func appendZeros(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, '0')
	}
	return dst
}
