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

// TestSeekPassesLowerScores looks for places among scores of every form with what a look at all of them tells.
func TestSeekPassesLowerScores(t *testing.T) {
	for name, scores := range map[string][]float64{
		"small":   {0, 0, 1, 5, 9, 10, 31, 62, 63},
		"one":     {-128, -100, -1, 64, 65, 100, 127},
		"two":     {-3000, -300, 128, 300, 301, 3000, 32767},
		"seven":   {-(1<<53 - 1), -1 << 50, 1 << 48, 1 << 50, 1<<53 - 1},
		"floats":  {math.Inf(-1), -1e300, -2.5, math.Copysign(0, -1), 0.25, 7.5, 1e18, math.Inf(1)},
		"mixed":   {-1e18, -40_000, -300.5, -300, -7, -0.5, 0, 3, 63, 63.5, 64, 127, 128, 500, 1 << 20, 1 << 40, 1e17},
		"similar": {100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 110, 111},
	} {
		var run []byte
		for i, score := range scores {
			e := Entry{Score: score, Key: item("member" + string(rune('a'+i)))}
			run = Scored.Append(run, &e)
		}
		bounds := []float64{math.Inf(-1), math.Inf(1), -1e100, 1e100, 1 << 62, -1 << 62, 1 << 63, -1 << 63}
		for _, score := range scores {
			bounds = append(bounds, score, score-0.5, score+0.5, math.Nextafter(score, math.Inf(1)), math.Nextafter(score, math.Inf(-1)))
		}
		for _, bound := range bounds {
			want := 0
			for want < len(scores) && scores[want] < bound {
				want++
			}
			k := Bound{Score: bound, Side: Before}
			if pl, err := Scored.Seek(run, 0, &k, nil); err != nil || pl.Index != want || pl.Pos != Scored.Skip(run, 0, want) {
				t.Errorf("%s: %v is at index %d, offset %d, %v; want index %d", name, bound, pl.Index, pl.Pos, err, want)
			}
		}
	}
}

// TestSeekIsBounded feeds it damaged pages.
func TestSeekIsBounded(t *testing.T) {
	for _, score := range []float64{7, 1000, 0.5} {
		e := Entry{Score: score, Key: item("m")}
		whole := Scored.Append(Scored.Append(Scored.Append(nil, &e), &e), &e)
		for n := range len(whole) {
			for damage := range 256 {
				b := append([]byte(nil), whole[:len(whole)-n/2]...)
				b[n/2] = byte(damage)
				k := Bound{Score: 1e9, Side: After}
				if pl, err := Scored.Seek(b, 0, &k, nil); err == nil && (pl.Pos > len(b) || pl.Index > len(b)) {
					t.Fatalf("byte %d of %d is %d: index %d, offset %d", n/2, len(b), damage, pl.Index, pl.Pos)
				}
			}
		}
	}
}
