package page

import (
	"math"
	"testing"
)

// TestQuickScore compares the quick way with the careful one, at the end of a page and before.
func TestQuickScore(t *testing.T) {
	scores := []float64{0, 1, 63, 64, -1, 127, 128, -128, -129, 1 << 20, -1 << 39, 1<<53 - 1, -(1<<53 - 1), 1 << 53,
		0.5, -1e300, math.Inf(1), math.Inf(-1), math.Copysign(0, -1)}
	for _, want := range scores {
		b := AppendItem(nil, Score(want))
		n := len(b)
		for range 12 {
			got, end := quickScore(b, 0)
			if end == 0 && len(b) >= 9 {
				t.Errorf("%v with %d bytes is not read", want, len(b))
			}
			if end != 0 && (end != n || math.Float64bits(got) != math.Float64bits(want)) {
				t.Errorf("%v with %d bytes is %v, up to %d", want, len(b), got, end)
			}
			b = append(b, 0xff)
		}
	}
	for _, b := range [][]byte{nil, {headInt}, make([]byte, 20), AppendItem(nil, far(1, 600))} {
		if _, end := quickScore(append(b, make([]byte, len(b)/20)...), 0); end != 0 {
			t.Errorf("%x has no score", b)
		}
	}
}

// TestWalkScoredIsBounded feeds it damaged pages.
func TestWalkScoredIsBounded(t *testing.T) {
	e := Entry{Score: 1000, Key: item("member")}
	whole := Scored.Append(Scored.Append(nil, &e), &e)
	for n := range len(whole) {
		for damage := range 256 {
			b := append([]byte(nil), whole...)
			b[n] = byte(damage)
			seen, _, err := WalkScored(b[:len(whole)-n], 0, 9, nil, func(float64, Item) bool { return true })
			if seen > len(whole) || seen == 0 && err == nil && n < len(whole) {
				t.Fatalf("byte %d is %d: %d entries, %v", n, damage, seen, err)
			}
		}
	}
}
