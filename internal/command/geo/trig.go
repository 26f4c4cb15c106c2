package geo

import "math"

// Go's sines may be off by a unit or two in the last place, C's are rounded right nearly always. Distances are
// compared and stored with all their digits, so those here are rounded right nearly always too: the larger terms of
// the series are summed up with twice the digits.

// pair is a number as a sum of two, of which the second is below the last digit of the first.
type pair struct{ hi, lo float64 }

// plus returns a + b, where a is the larger one.
func plus(a, b float64) pair {
	sum := a + b
	return pair{sum, b - (sum - a)}
}

// times returns a*b.
func times(a, b float64) pair {
	product := a * b
	return pair{product, math.FMA(a, b, -product)}
}

// halfPi is pi/2 as three numbers, the first of which have so few bits that small multiples of them are exact.
var halfPi = [3]float64{0x1.921fb544p0, 0x1.0b4611a6p-34, 0x1.3198a2e037073p-69}

// reduce returns which quarter of the circle x lies in, for |x| up to a few circles, and the angle from its middle.
func reduce(x float64) (quarter int, r pair) {
	k := math.Round(x * (2 / math.Pi))
	r = plus(math.FMA(-k, halfPi[0], x), -k*halfPi[1])
	r = plus(r.hi, r.lo-k*halfPi[2])
	return int(k) & 3, r
}

// sin returns the sine of x, with the digits below its last one.
func sin(x float64) pair {
	quarter, r := reduce(x)
	quarterOf := sinQuarter
	if quarter&1 != 0 {
		quarterOf = cosQuarter
	}
	s := quarterOf(r)
	if quarter&2 != 0 {
		s.hi, s.lo = -s.hi, -s.lo
	}
	return s
}

// cos returns the cosine of x.
func cos(x float64) pair {
	quarter, r := reduce(x)
	quarterOf := cosQuarter
	if quarter&1 != 0 {
		quarterOf = sinQuarter
	}
	s := quarterOf(r)
	if quarter == 1 || quarter == 2 {
		s.hi, s.lo = -s.hi, -s.lo
	}
	return s
}

// sinQuarter is the sine of |r| <= pi/4: r - r^3/6 with all digits, and the rest of the series.
func sinQuarter(r pair) pair {
	square := times(r.hi, r.hi)
	cube := times(r.hi, square.hi)
	cube.lo = math.FMA(r.hi, square.lo, cube.lo)
	term := cube.hi / 6
	termLo := (math.FMA(-6, term, cube.hi) + cube.lo) / 6
	z := square.hi
	rest := cube.hi * z * sinSeries(z)
	s := plus(r.hi, -term)
	return plus(s.hi, s.lo+(rest-termLo+r.lo*(1-z/2)))
}

// sinSeries is 1/5! - z/7! + z^2/9! ...
func sinSeries(z float64) float64 {
	return 1./120 + z*(-1./5040+z*(1./362880+z*(-1./39916800+z*(1./6227020800+z*(-1./1307674368000+z/355687428096000)))))
}

// cosQuarter is the cosine of |r| <= pi/4: 1 - r^2/2 + r^4/24 with all digits, and the rest of the series.
func cosQuarter(r pair) pair {
	square := times(r.hi, r.hi)
	square.lo = math.FMA(2*r.hi, r.lo, square.lo)
	z := square.hi
	fourth := times(z, z)
	term := fourth.hi / 24
	termLo := (math.FMA(-24, term, fourth.hi) + fourth.lo + 2*z*square.lo) / 24
	rest := fourth.hi * z * cosSeries(z)
	c := plus(1, -z/2)
	d := plus(c.hi, term)
	return plus(d.hi, d.lo+(c.lo+(rest+termLo-square.lo/2)))
}

// cosSeries is -1/6! + z/8! - z^2/10! ...
func cosSeries(z float64) float64 {
	return -1./720 + z*(1./40320+z*(-1./3628800+z*(1./479001600+z*(-1./87178291200+z*(1./20922789888000-z/6402373705728000)))))
}

// asin returns the arc sine of 0 <= s <= 1: one step of Newton's from what the library gives.
func asin(s float64) float64 {
	y := math.Asin(s)
	slope := cos(y).hi
	if slope < 1e-6 {
		return y // at the other end of the globe, where the step is no improvement
	}
	at := sin(y)
	return y + ((s-at.hi)-at.lo)/slope
}
