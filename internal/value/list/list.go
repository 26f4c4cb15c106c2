// Package list is the value of a list: elements by position.
//
// A small list is one packed page in its key's record. When it outgrows its Limits it moves to a pagetree, and it
// comes back when it has shrunk to half of them.
package list

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
	"github.com/holdfast-db/holdfast/internal/value"
)

// The encodings of a list. The numbers are pinned: they are in the records.
const (
	// EncPacked is one page of items.
	EncPacked uint8 = 0
	// EncTree is a pagetree.
	EncTree uint8 = 1
)

// End is one of a list's two.
type End uint8

// The ends.
const (
	Left End = iota
	Right
)

// List is an open list. The zero List is ready for Open and New, and may be used for one list after the other.
type List struct {
	env    page.Env
	limits Limits
	enc    uint8
	small  value.Small // unless enc is EncTree
	big    pagetree.Tree

	run     []byte // entries on their way into the page
	popped  []byte // what Pop has returned
	offsets []int  // of the page's entries, for walks to the left
}

// keepBytes is how large a buffer may be to be kept for the next list.
const keepBytes = 64 << 10

// Open makes l the list that AppendValue has written. It reads bytes until its first change.
func (l *List) Open(env page.Env, enc uint8, bytes []byte, limits Limits) {
	l.env, l.limits, l.enc = env, limits, enc
	l.dropBuffers()
	if enc == EncPacked {
		l.small.Open(page.Items, bytes)
		return
	}
	must(l.big.Open(env, bytes))
	l.big.Squeeze(limits.Compress)
}

// dropBuffers lets go of what a big list has left behind.
func (l *List) dropBuffers() {
	if cap(l.run) > keepBytes {
		l.run = nil
	}
	if cap(l.popped) > keepBytes {
		l.popped = nil
	}
	if cap(l.offsets) > keepBytes/8 {
		l.offsets = nil
	}
}

// New makes l an empty list.
func (l *List) New(env page.Env, limits Limits) { l.Open(env, EncPacked, nil, limits) }

// must panics where a page in memory is corrupt, which only a bug of ours can have done.
func must(err error) {
	if err != nil {
		panic("list: " + err.Error())
	}
}

// Len is the number of elements.
func (l *List) Len() int {
	if l.enc == EncTree {
		return l.big.Len()
	}
	return l.small.Len()
}

// Get returns the element at an index, 0 <= i < Len. It is a view.
func (l *List) Get(i int) page.Item {
	if l.enc == EncTree {
		e, err := l.big.Get(i)
		must(err)
		return e.Key
	}
	e, _, err := l.small.Read(l.at(i))
	must(err)
	return e.Key
}

// at is the position of an index in the small page.
func (l *List) at(i int) int {
	if i == l.small.Len() {
		return l.small.End()
	}
	pos, err := l.small.At(i)
	must(err)
	return pos
}

func entry(element []byte) page.Entry { return page.Entry{Key: page.Text(element)} }
