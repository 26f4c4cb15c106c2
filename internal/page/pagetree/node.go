package pagetree

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

const (
	childLen     = 8 // count and reference
	separatorLen = 16
)

// node is an inner node: for each child the number of entries below it, its
// reference, and in ordered trees a separator. Each of these is an array as
// long as the node's capacity, so that a search runs through few cache lines.
//
// The separator of a child is not after any entry below it, and not before any
// entry below the child to its left. That of the first child means nothing.
//
// With four words it stays in registers.
type node struct {
	page.Page
	cap int
}

// stride returns how many bytes of a node a child takes.
func stride(s page.Shape) int {
	if s == page.Items {
		return childLen
	}
	return childLen + separatorLen
}

// maxChildren returns how many children a node has at most.
func maxChildren(s page.Shape) int { return (page.MaxLen - page.HeaderLen) / stride(s) }

// nodeOf divides by constants, which is a multiplication.
func nodeOf(p page.Page) node {
	if p.Shape() == page.Items {
		return node{p, (p.Used() - page.HeaderLen) / childLen}
	}
	return node{p, (p.Used() - page.HeaderLen) / (childLen + separatorLen)}
}

// isOrdered reports whether the children have separators.
func (n node) isOrdered() bool { return n.Shape() != page.Items }

func (n node) full() bool { return n.Count() == maxChildren(n.Shape()) }

func (n node) entriesAt(i int) int { return page.HeaderLen + 4*i }

func (n node) refAt(i int) int { return page.HeaderLen + 4*(n.cap+i) }

func (n node) separatorAt(i int) int { return page.HeaderLen + childLen*n.cap + separatorLen*i }

// entries returns how many entries lie below child i.
func (n node) entries(i int) int {
	return int(binary.LittleEndian.Uint32(n.Page[n.entriesAt(i):]))
}

func (n node) setEntries(i, count int) {
	binary.LittleEndian.PutUint32(n.Page[n.entriesAt(i):], uint32(count))
}

func (n node) child(i int) page.Number {
	return page.Number(binary.LittleEndian.Uint32(n.Page[n.refAt(i):]))
}

func (n node) setChild(i int, r page.Number) {
	binary.LittleEndian.PutUint32(n.Page[n.refAt(i):], uint32(r))
}

// end returns the index of the first child, or of the last.
func (n node) end(last bool) int {
	if last {
		return n.Count() - 1
	}
	return 0
}

func (n node) separator(i int) page.Separator {
	if !n.isOrdered() {
		return page.Separator{}
	}
	b := n.Page[n.separatorAt(i):]
	return page.Separator{Hi: binary.LittleEndian.Uint64(b), Lo: binary.LittleEndian.Uint64(b[8:])}
}

func (n node) setSeparator(i int, sep page.Separator) {
	if !n.isOrdered() {
		return
	}
	b := n.Page[n.separatorAt(i):]
	binary.LittleEndian.PutUint64(b, sep.Hi)
	binary.LittleEndian.PutUint64(b[8:], sep.Lo)
}

// take copies children of another node, k of them from its i-th, to the end.
func (n node) take(from node, i, k int) {
	at := n.Count()
	copy(n.Page[n.entriesAt(at):], from.Page[from.entriesAt(i):from.entriesAt(i+k)])
	copy(n.Page[n.refAt(at):], from.Page[from.refAt(i):from.refAt(i+k)])
	if n.isOrdered() {
		copy(n.Page[n.separatorAt(at):], from.Page[from.separatorAt(i):from.separatorAt(i+k)])
	}
	n.SetCount(at + k)
}

// move shifts the children from i on by that many places, and with them the
// count.
func (n node) move(i, by int) {
	count := n.Count()
	copy(n.Page[n.entriesAt(i+by):], n.Page[n.entriesAt(i):n.entriesAt(count)])
	copy(n.Page[n.refAt(i+by):], n.Page[n.refAt(i):n.refAt(count)])
	if n.isOrdered() {
		copy(n.Page[n.separatorAt(i+by):], n.Page[n.separatorAt(i):n.separatorAt(count)])
	}
	n.SetCount(count + by)
}

// newNode returns a node without children, with room for at least n.
func (t *Tree) newNode(level, n int) (page.Number, node) {
	s := stride(t.shape)
	n = min(maxChildren(t.shape), (arena.Cap(page.HeaderLen+n*s)-page.HeaderLen)/s)
	r, p := t.pages.New(page.KindInner, page.HeaderLen+n*s)
	p.SetLevel(level)
	p.SetShape(t.shape)
	p.SetUsed(page.HeaderLen + n*s)
	return r, nodeOf(p)
}

// newLeaf returns a leaf without entries, with room for n bytes of them.
func (t *Tree) newLeaf(n int) (page.Number, page.Page) {
	r, p := t.pages.New(page.KindLeaf, page.HeaderLen+n)
	p.SetShape(t.shape)
	return r, p
}
