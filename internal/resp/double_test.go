package resp

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

func TestAppendDouble(t *testing.T) {
	for _, test := range []struct {
		f    float64
		want string
	}{
		{0, "0"},
		{math.Copysign(0, -1), "-0"},
		{1, "1"},
		{-17, "-17"},
		{3.14, "3.14"},
		{-1.5, "-1.5"},
		{0.1, "0.1"},
		{0.30000000000000004, "0.30000000000000004"},
		{123456.789, "123456.789"},
		{1e15, "1000000000000000"},
		{1e18, "1000000000000000000"},
		{1 << 62, "4611686018427387904"},
		{-(1 << 62), "-4611686018427387904"},
		{1e19, "1e+19"},
		{12345678901234567890, "12345678901234567000"},
		{1e20, "1e+20"},
		{-1e21, "-1e+21"},
		{1.5e300, "1.5e+300"},
		{0.001, "0.001"},
		{0.000001, "0.000001"},
		{1e-7, "1e-7"},
		{0.00012345, "1.2345e-4"},
		{0.0012345678, "0.0012345678"},
		{1.5e-6, "1.5e-6"},
		{5e-324, "5e-324"},
		{math.MaxFloat64, "1.7976931348623157e+308"},
		{math.Inf(1), "inf"},
		{math.Inf(-1), "-inf"},
		{math.NaN(), "nan"},
	} {
		if got := string(AppendDouble([]byte("x"), test.f)); got != "x"+test.want {
			t.Errorf("%g: got %q, want %q", test.f, got[1:], test.want)
		}
	}
}

func TestAppendDoubleReadsBack(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		f := math.Float64frombits(random.Uint64())
		if random.IntN(2) == 0 {
			f = math.Trunc(random.NormFloat64()*1e6) * math.Pow10(random.IntN(50)-25)
		}
		if math.IsNaN(f) {
			continue
		}
		text := string(AppendDouble(nil, f))
		if got, err := strconv.ParseFloat(text, 64); err != nil || got != f {
			t.Fatalf("%g: wrote %q, read %g, %v", f, text, got, err)
		}
	}
}
