package geo

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// precision is that of the numbers to compare with.
const precision = 200

func exact(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

// series sums x^first/first! - x^(first+2)/(first+2)! ... with many more digits than a float64 has.
func series(x *big.Float, first int) *big.Float {
	square := exact(0).Mul(x, x)
	term := exact(1)
	if first == 1 {
		term.Set(x)
	}
	sum := exact(0)
	for n := first; n < 80; n += 2 {
		sum.Add(sum, term)
		term.Mul(term, square)
		term.Quo(term, exact(float64(-(n+1)*(n+2))))
	}
	return sum
}

// ulps is how far got is from want, in units in the last place.
func ulps(got float64, want *big.Float) float64 {
	diff, _ := new(big.Float).SetPrec(precision).Sub(exact(got), want).Float64()
	rounded, _ := want.Float64()
	rounded = math.Abs(rounded)
	return math.Abs(diff) / (math.Nextafter(rounded, math.Inf(1)) - rounded)
}

func TestTrigIsRoundedRight(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	const most = 0.53 // of a unit in the last place, where 0.5 is perfect
	for range 4000 {
		x := (2*rnd.Float64() - 1) * math.Pi
		if rnd.IntN(3) == 0 {
			x *= math.Pow(10, -12*rnd.Float64())
		}
		if d := ulps(sin(x).hi, series(exact(x), 1)); d > most {
			t.Fatalf("sin(%v) is off by %v", x, d)
		}
		if d := ulps(cos(x).hi, series(exact(x), 0)); d > most {
			t.Fatalf("cos(%v) is off by %v", x, d)
		}
		// The arc sine is right if those of half a unit less and more, and a little, lie around its argument. Near a
		// right angle it cannot be.
		s := math.Abs(sin(x).hi)
		y, half := asin(s), exact(most)
		half.Mul(half, exact(math.Nextafter(asin(s), 2)-asin(s)))
		below, above := exact(0).Sub(exact(y), half), exact(0).Add(exact(y), half)
		isAround := series(below, 1).Cmp(exact(s)) <= 0 && exact(s).Cmp(series(above, 1)) <= 0
		if !isAround && math.Cos(y) > 1e-6 {
			t.Fatalf("asin(%v) is not %v", s, y)
		}
	}
}
