package list

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Limits say how large a list may be before it moves to a pagetree.
type Limits struct {
	// Size is Redis's list-max-listpack-size: from -1 to -5 it stands for 4, 8, 16, 32 and 64 KiB, and a positive
	// number for as many elements in 8 KiB.
	Size int
	// Compress says that pages in the middle are compressed until they are used.
	Compress bool
}

// DefaultLimits are those of Redis, but for Compress.
func DefaultLimits() Limits { return Limits{Size: -2, Compress: true} }

const (
	leastBytes  = 4 << 10
	mostDoubled = 4 // -5 is 4 KiB doubled so often
	safeBytes   = 8 << 10
)

// bounds are the limits in bytes and in elements.
func (l Limits) bounds() (bytes, elements int) {
	if l.Size < 0 {
		return leastBytes << min(-(l.Size+1), mostDoubled), math.MaxInt
	}
	return safeBytes, max(l.Size, 1)
}

// A listpack is a little longer than our page, and the limits are meant in its bytes: its head and end are longer,
// and each element has a byte more.
const (
	packHead    = 5
	packElement = 1
)

// fits reports whether a small list stays small with more elements of so many bytes.
func (l *List) fits(more, moreBytes int) bool {
	bytes, elements := l.limits.bounds()
	n := l.small.Len()
	return n+more <= elements && l.small.End()+packHead+n*packElement+moreBytes <= bytes
}

// grow moves a small list to a pagetree, unless it stays small with these elements.
func (l *List) grow(elements [][]byte) {
	if l.enc == EncTree {
		return
	}
	bytes := 0
	for _, e := range elements {
		bytes += len(e)
	}
	if !l.fits(len(elements), bytes) {
		l.unpack()
	}
}

// unpack moves a small list to a pagetree.
func (l *List) unpack() {
	l.big = pagetree.New(l.env, page.Items)
	l.big.Squeeze(l.limits.Compress)
	for pos := l.small.Start(); pos < l.small.End(); {
		e, next, err := l.small.Read(pos)
		must(err)
		must(l.big.Insert(l.big.Len(), e))
		pos = next
	}
	l.enc = EncTree
}

// shrink moves a list that has lost something back to one page, when half of the limits are enough for it. What its
// blocks can hold stands for its size, so that nothing need be counted.
func (l *List) shrink() {
	bytes, elements := l.limits.bounds()
	if l.enc == EncPacked || l.Len() > elements/2 || int(l.big.Bytes()) > bytes/2 {
		return
	}
	l.pack()
}

// pack moves a list to one page.
func (l *List) pack() {
	l.run = l.run[:0]
	n := l.big.Len()
	l.Walk(0, n, Right, func(it page.Item) bool {
		l.run = page.AppendItem(l.run, it)
		return true
	})
	l.small.Open(page.Items, nil)
	must(l.small.InsertRun(l.small.Start(), l.run, n))
	l.big.Free()
	l.enc = EncPacked
}
