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

// likeness is what neighbours in a run of scored entries mostly have in common:
// the heads of score and member, and so the lengths. Where the next entry is
// follows from that without a look at this one, so the processor can go ahead.
type likeness struct {
	score, member byte // the heads
	memberAt      int  // from the start of the entry
	stride        int  // the length of the entry
}

// isFixed reports whether the heads tell the lengths.
func (l likeness) isFixed() bool { return hasFixedLen(l.score) && hasFixedLen(l.member) }

func hasFixedLen(head byte) bool { return head != headText2 && head != headText4 }

// skip returns how many entries like that b begins with, up to n.
func (l likeness) skip(b []byte, n int) (skipped int) {
	for off := 0; skipped < n && off+l.stride <= len(b); off += l.stride {
		if b[off] != l.score || b[off+l.memberAt] != l.member {
			break
		}
		skipped++
	}
	return skipped
}

// lower returns how many entries like that, with scores below the given one, b begins with. It may stop sooner.
//
// It is where searches in sorted sets spend their time, so each form of a score has a loop of its own, which reads head
// and score as one word.
func (l likeness) lower(b []byte, score float64) (n int) {
	switch h := l.score; {
	case h < headWide:
		return l.lowerSmall(b, score)
	case h < headWide+wordScoreLen:
		return l.lowerWide(b, score)
	case h == headFloat:
		return l.lowerFloats(b, score)
	}
	return 0
}

// wordScoreLen is the length of the longest integer that is read as one word with its head. No score is longer.
const wordScoreLen = 7

// lowerSmall is lower for integers that are their own heads, which may differ.
func (l likeness) lowerSmall(b []byte, score float64) (n int) {
	if score <= 0 {
		return 0
	}
	end := byte(headWide)
	if score < smallInts {
		end = headInt + byte(math.Ceil(score))
	}
	for off := 0; off+l.stride <= len(b); off += l.stride {
		if h := b[off]; h < headInt || h >= end || b[off+l.memberAt] != l.member {
			break
		}
		n++
	}
	return n
}

// lowerWide is lower for other integers.
func (l likeness) lowerWide(b []byte, score float64) (n int) {
	end := ceiling(score)
	bits := 8 * (int(l.score-headWide) + 1)
	left, right := (56-bits)&63, (64-bits)&63
	for off, need := 0, max(l.stride, 8); off+need <= len(b); off += l.stride {
		word := binary.LittleEndian.Uint64(b[off:])
		if byte(word) != l.score || int64(word<<left)>>right >= end || b[off+l.memberAt] != l.member {
			break
		}
		n++
	}
	return n
}

// lowerFloats is lower for scores that are no integers.
func (l likeness) lowerFloats(b []byte, score float64) (n int) {
	for off := 0; off+l.stride <= len(b); off += l.stride {
		at := math.Float64frombits(binary.LittleEndian.Uint64(b[off+1:]))
		if b[off] != l.score || at >= score || b[off+l.memberAt] != l.member {
			break
		}
		n++
	}
	return n
}

// ceiling is the least integer that is no less than a score, as far as integers go.
func ceiling(score float64) int64 {
	switch {
	case score >= 1<<62:
		return math.MaxInt64
	case score <= -1<<62:
		return math.MinInt64
	}
	return int64(math.Ceil(score))
}

// skipScored is Shape.Skip for Scored.
func skipScored(b []byte, off, n int) int {
	for n > 0 {
		member := itemEnd(b, off)
		end := itemEnd(b, member)
		if end < 0 {
			return -1
		}
		n--
		like := likeness{b[off], b[member], member - off, end - off}
		off = end
		if like.isFixed() {
			skipped := like.skip(b[off:], n)
			off += skipped * like.stride
			n -= skipped
		}
	}
	return off
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
			it = textItem(b[at+1 : off])
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
