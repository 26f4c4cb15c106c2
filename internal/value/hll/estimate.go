package hll

import (
	"encoding/binary"
	"math"
)

// histogram is how many registers have each rank. It has room for ranks that no hash has but six bits can tell.
type histogram [1 << registerBits]uint32

func (h *histogram) addDense(ranks []byte) {
	// Two counters for each rank: registers next to each other often have the same, and would wait for one another.
	var odd histogram
	for group := range registerCount / groupRegisters {
		eight := denseGroup(ranks, group)
		for range groupRegisters / 2 {
			h[eight&rankMask]++
			odd[eight>>registerBits&rankMask]++
			eight >>= 2 * registerBits
		}
	}
	for rank, n := range odd {
		h[rank] += n
	}
}

// addRanks goes past eight registers at a time where none has seen anything. As in addDense, neighbours have counters
// of their own.
func (h *histogram) addRanks(r *Registers) {
	var odd histogram
	for from := 0; from < registerCount; from += groupRegisters {
		eight := r[from:][:groupRegisters]
		if binary.LittleEndian.Uint64(eight) == 0 {
			h[0] += groupRegisters
			continue
		}
		for i := 0; i < groupRegisters; i += 2 {
			h[eight[i]&rankMask]++
			odd[eight[i+1]&rankMask]++
		}
	}
	for rank, n := range odd {
		h[rank] += n
	}
}

// estimate is the improved raw estimator of Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog
// sketches" (2017), which Redis uses too. All processors must agree on the result, because it is kept in the sketch:
// the conversions forbid fused multiplications, which round differently.
func (h *histogram) estimate() uint64 {
	const m = float64(registerCount)
	const alpha = 0.721347520444481703680 // 1 / (2 ln 2)
	z := m * tau((m-float64(h[maxRank]))/m)
	for rank := maxRank - 1; rank >= 1; rank-- {
		z += float64(h[rank])
		z *= 0.5
	}
	z += float64(m * sigma(float64(h[0])/m))
	return uint64(min(math.Round(alpha*m*m/z), 1<<63))
}

// sigma corrects for the registers that are still zero.
func sigma(x float64) float64 {
	if x == 1 {
		return math.Inf(1)
	}
	z, y := x, 1.0
	for last := math.NaN(); z != last; {
		last = z
		x *= x
		z += float64(x * y)
		y += y
	}
	return z
}

// tau corrects for the registers that can grow no more.
func tau(x float64) float64 {
	if x == 0 || x == 1 {
		return 0
	}
	z, y := 1-x, 1.0
	for last := math.NaN(); z != last; {
		last = z
		x = math.Sqrt(x)
		y *= 0.5
		z -= float64((1 - x) * (1 - x) * y)
	}
	return z / 3
}
