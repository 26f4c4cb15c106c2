package pagetree

import (
	"encoding/binary"
	"math"
)

// stepChildren is how many children find steps over at once.
const stepChildren = 8

// find returns the child below which the entry with index i of the node's lies,
// and how many entries lie before that child. It begins at the nearer end of
// the children, which makes both ends of a list cheap.
func (n node) find(i, below int) (at, before int) {
	last := n.Count() - 1
	if i < below/2 {
		for at+stepChildren <= last {
			next := before + n.sum(at, at+stepChildren)
			if i < next {
				break
			}
			at, before = at+stepChildren, next
		}
		for ; at < last; at++ {
			next := before + n.entries(at)
			if i < next {
				break
			}
			before = next
		}
		return at, before
	}
	at, before = last, below-n.entries(last)
	for at >= stepChildren && i < before {
		next := before - n.sum(at-stepChildren, at)
		if i >= next {
			break
		}
		at, before = at-stepChildren, next
	}
	for ; at > 0 && i < before; at-- {
		before -= n.entries(at - 1)
	}
	return at, before
}

// total returns how many entries lie below the first k children.
func (n node) total(k int) int { return n.sum(0, k) }

// sum returns how many entries lie below the children from i on up to that in
// front of j. It adds two counts at once; their sums stay below 2^32, as the
// count of a tree does.
func (n node) sum(i, j int) int {
	b, sum := n.Page[n.entriesAt(i):n.entriesAt(j)], uint64(0)
	for ; len(b) >= 8; b = b[8:] {
		sum += binary.LittleEndian.Uint64(b)
	}
	if len(b) >= 4 {
		sum += uint64(binary.LittleEndian.Uint32(b))
	}
	return int(sum>>32 + sum&math.MaxUint32)
}
