package zset

import (
	"iter"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// lookBehind is how many entries a cursor looks ahead when it goes backward, in which direction they cannot be read.
const lookBehind = 32

// Cursor is a place between two members. It is a plain value, useless once the set has changed.
type Cursor struct {
	tree pagetree.Cursor // the place in a big set; the rest is for small ones

	index   int
	pos     int // of the entry at index, -1 if that must be found
	known   int // how many of the entries before index have known positions,
	offsets [lookBehind]int32
}

// From returns the cursor in front of the member at index i, 0 <= i <= Len.
func (z *ZSet) From(i int) Cursor {
	if z.isBig {
		return Cursor{tree: pagetree.CursorAt(i)}
	}
	return Cursor{index: i, pos: -1}
}

// Next returns the member behind the cursor and steps over it, or false at the end.
func (z *ZSet) Next(c *Cursor) (page.Entry, bool) {
	if z.isBig {
		e, ok, err := z.tree.Next(&c.tree)
		must(err)
		return e, ok
	}
	if c.index >= z.small.Len() {
		return page.Entry{}, false
	}
	var err error
	if c.pos < 0 {
		c.pos, err = z.small.At(c.index)
		must(err)
	}
	e, next, err := z.small.Read(c.pos)
	must(err)
	c.index, c.pos, c.known = c.index+1, next, 0
	return e, true
}

// Prev returns the member in front of the cursor and steps back over it, or false at the start.
func (z *ZSet) Prev(c *Cursor) (page.Entry, bool) {
	if z.isBig {
		e, ok, err := z.tree.Prev(&c.tree)
		must(err)
		return e, ok
	}
	if c.index == 0 {
		return page.Entry{}, false
	}
	if c.known == 0 {
		c.lookBehind(z)
	}
	c.known--
	c.index--
	c.pos = int(c.offsets[c.known])
	e, _, err := z.small.Read(c.pos)
	must(err)
	return e, true
}

// lookBehind notes the positions of the entries in front of the cursor, the nearest one last.
func (c *Cursor) lookBehind(z *ZSet) {
	first := max(c.index-lookBehind, 0)
	pos, err := z.small.At(first)
	must(err)
	for c.known = 0; c.known < c.index-first; c.known++ {
		c.offsets[c.known] = int32(pos)
		_, pos, err = z.small.Read(pos)
		must(err)
	}
}

// All visits the members in order.
func (z *ZSet) All() iter.Seq[page.Entry] {
	return func(yield func(page.Entry) bool) {
		for c := z.From(0); ; {
			if e, ok := z.Next(&c); !ok || !yield(e) {
				return
			}
		}
	}
}
