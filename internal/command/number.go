package command

import (
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

// ParseFloat parses a double as Redis's string2d does: what strtod takes, but no spaces and no NaN.
func ParseFloat(b []byte) (float64, bool) {
	if len(b) == 0 || len(b) > maxFloatBytes {
		return 0, false
	}
	for _, c := range b {
		if c == '_' {
			return 0, false // Go's syntax, not C's
		}
	}
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil && !isUnderflow(v, err) || math.IsNaN(v) {
		return 0, false
	}
	return v, true
}

const maxFloatBytes = 256

func isUnderflow(v float64, err error) bool {
	ne, ok := err.(*strconv.NumError)
	return ok && ne.Err == strconv.ErrRange && v == 0
}
