package command

import (
	"math"
	"strconv"
	"testing"
)

func TestParseInt(t *testing.T) {
	for _, s := range []string{"0", "1", "-1", "10", "9223372036854775807", "-9223372036854775808"} {
		want, _ := strconv.ParseInt(s, 10, 64)
		if got, ok := ParseInt([]byte(s)); !ok || got != want {
			t.Errorf("%q is %d, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "-", "+1", "01", "-0", " 1", "1 ", "1.0", "0x1", "9223372036854775808",
		"-9223372036854775809", "18446744073709551616", "99999999999999999999", "184467440737095516160"} {
		if got, ok := ParseInt([]byte(s)); ok {
			t.Errorf("%q is accepted as %d", s, got)
		}
	}
}

func TestParseFloat(t *testing.T) {
	for s, want := range map[string]float64{
		"1": 1, "-1.5": -1.5, "3.0e3": 3000, "inf": math.Inf(1), "-inf": math.Inf(-1), "+Infinity": math.Inf(1),
		"0e-400": 0, ".5": .5, "0x10": 16, "0x0p-9": 0,
	} {
		if got, ok := ParseFloat([]byte(s)); !ok || got != want {
			t.Errorf("%q is %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "nan", "abc", " 1", "1 ", "1_000", "1e400", "1e-400", "0x1p-9999", "1e"} {
		if got, ok := ParseFloat([]byte(s)); ok {
			t.Errorf("%q is accepted as %v", s, got)
		}
	}
}

func TestParseLooseFloat(t *testing.T) {
	for s, want := range map[string]float64{"1e400": math.Inf(1), "-1e400": math.Inf(-1), "1e-400": 0, "2": 2} {
		if got, ok := ParseLooseFloat([]byte(s)); !ok || got != want {
			t.Errorf("%q is %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "nan", " 1", "1e"} {
		if got, ok := ParseLooseFloat([]byte(s)); ok {
			t.Errorf("%q is accepted as %v", s, got)
		}
	}
}
