package pagetree

import (
	"encoding/binary"
	"math/bits"

	"github.com/holdfast-db/holdfast/internal/page"
)

// search returns the last child whose separator is not after sep, the first one if there is none. Where the search
// turns is as good as random, so there is nothing in it to be guessed wrongly: it takes its turns by calculation.
func (n node) search(sep page.Separator) int {
	keys := n.Page[n.separatorAt(0):n.separatorAt(n.Count())]
	low := 0
	for size := n.Count(); size > 1; {
		half := size / 2
		key := keys[separatorLen*(low+half):]
		_, isBefore := bits.Sub64(sep.Lo, binary.LittleEndian.Uint64(key[8:]), 0)
		_, isBefore = bits.Sub64(sep.Hi, binary.LittleEndian.Uint64(key), isBefore)
		low += half & (int(isBefore) - 1)
		size -= half
	}
	return low
}
