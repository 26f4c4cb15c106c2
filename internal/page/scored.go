package page

import (
	"encoding/binary"
	"math"
)

// quickScore is readScore without its calls and its care, for scores that have
// eight more bytes behind their first. It returns an end of 0 for all others.
func quickScore(b []byte, off int) (score float64, end int) {
	if uint(off) >= uint(len(b)) || len(b)-off < 9 {
		return 0, 0
	}
	h, word := b[off], binary.LittleEndian.Uint64(b[off+1:])
	switch {
	case h < headInt:
	case h < headWide:
		return float64(h - headInt), off + 1
	case h < headText2:
		unused := 8 * (7 - (h - headWide))
		return float64(int64(word<<unused) >> unused), off + 2 + int(h-headWide)
	case h == headFloat:
		return math.Float64frombits(word), off + 9
	}
	return 0, 0
}

// WalkScored shows visit up to n members of b with their scores, as WalkItems
// does for items.
func WalkScored(b []byte, off, n int, pages *Pages, visit func(score float64, member Item) (more bool)) (seen int, more bool, err error) {
	for seen < n && off < len(b) {
		score, at := quickScore(b, off)
		if at == 0 {
			if score, at, err = readScore(b, off); err != nil {
				return seen, false, err
			}
		}
		var it Item
		if at < len(b) && b[at] < headInt && at+1+int(b[at]) <= len(b) {
			off = at + 1 + int(b[at])
			it.text = b[at+1 : off : off]
		} else if it, off, err = pages.readFar(b, at); err != nil {
			return seen, false, err
		}
		seen++
		if !visit(score, it) {
			return seen, false, nil
		}
	}
	return seen, true, nil
}
