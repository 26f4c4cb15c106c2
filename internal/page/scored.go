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
func (l *likeness) isFixed() bool { return hasFixedLen(l.score) && hasFixedLen(l.member) }

func hasFixedLen(head byte) bool { return head != headText2 && head != headText4 }

// begins reports whether an entry like that is the first of b.
func (l *likeness) begins(b []byte) bool {
	return l.stride <= len(b) && b[0] == l.score && b[l.memberAt] == l.member
}

// skip returns how many entries like that b begins with, up to n.
func (l *likeness) skip(b []byte, n int) (skipped int) {
	for ; skipped < n && l.begins(b); skipped++ {
		b = b[l.stride:]
	}
	return skipped
}

// lower returns how many entries like that, with scores below the given one, b
// begins with. It may stop at one whose score is not quickly read.
func (l *likeness) lower(b []byte, score float64) (n int) {
	for ; l.begins(b); n++ {
		if at, end := quickScore(b, 0); end == 0 || at >= score {
			break
		}
		b = b[l.stride:]
	}
	return n
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
