package command

import (
	"errors"
	"math/big"
	"strings"
)

// ErrNaN is the reply where adding floating-point numbers leaves their range.
var ErrNaN = errors.New("ERR increment would produce NaN or Infinity")

// LongDouble is a number as INCRBYFLOAT and HINCRBYFLOAT add them: the x87 long double, with which 0.1 + 0.2 prints
// as 0.3.
type LongDouble struct{ f *big.Float }

// longDoubleBits is the mantissa of a long double.
const longDoubleBits = 64

// The exponents of the largest and the smallest long double.
const (
	maxLongDoubleExp = 16384
	minLongDoubleExp = -16444
)

// maxLongDoubleBytes is how long the text of a number may be, as in Redis.
const maxLongDoubleBytes = 5*1024 - 1

// ParseLongDouble parses as C's strtold does, but takes no spaces and no NaN.
func ParseLongDouble(b []byte) (LongDouble, bool) {
	if sign, ok := ParseInf(b); ok {
		return LongDouble{new(big.Float).SetInf(sign < 0)}, true
	}
	base, ok := ScanFloat(b)
	if !ok || len(b) > maxLongDoubleBytes {
		return LongDouble{}, false
	}
	if base == 16 {
		base = 0 // where big.ParseFloat looks for the 0x itself
	}
	f, _, err := big.ParseFloat(string(b), base, longDoubleBits, big.ToNearestEven)
	return LongDouble{f}, err == nil && !exceedsLongDouble(f) && f.MantExp(nil) >= minLongDoubleExp
}

func exceedsLongDouble(f *big.Float) bool { return f.IsInf() || f.MantExp(nil) > maxLongDoubleExp }

// IsInf reports whether the number is an infinity.
func (n LongDouble) IsInf() bool { return n.f.IsInf() }

// Float64 is the nearest double, which may be an infinity.
func (n LongDouble) Float64() float64 {
	f, _ := n.f.Float64()
	return f
}

// Add returns the sum of two finite numbers; it is false beyond the range of a long double.
func (n LongDouble) Add(m LongDouble) (LongDouble, bool) {
	sum := new(big.Float).SetPrec(longDoubleBits).Add(n.f, m.f)
	return LongDouble{sum}, !exceedsLongDouble(sum)
}

// String prints with 17 decimals and without trailing zeros, as Redis's "human" format does.
func (n LongDouble) String() string {
	s := n.f.Text('f', 17)
	s = strings.TrimRight(s, "0")
	s = strings.TrimSuffix(s, ".")
	if s == "-0" {
		return "0"
	}
	return s
}
