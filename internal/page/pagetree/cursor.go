package pagetree

import (
	"github.com/holdfast-db/holdfast/internal/page"
)

// chunk is how many entries a cursor looks ahead when it goes backward, in
// which direction entries cannot be read.
const chunk = 32

// Cursor is a place between two entries of a tree. It is a plain value: to copy
// it is to remember the place. Any change of the tree makes it useless, except
// for its index.
type Cursor struct {
	index int
	leaf  page.Number // where Next goes on reading, 0 if that must be found
	pos   int

	behind  page.Number   // where Prev goes on reading
	known   int           // how many of the entries behind have known offsets,
	offsets [chunk]uint16 // the nearest one last
}

// CursorAt returns the cursor in front of the entry at index i.
func CursorAt(i int) Cursor { return Cursor{index: i} }

// Index returns the index of the entry that Next would return.
func (c *Cursor) Index() int { return c.index }

// Next returns the entry behind the cursor and steps over it, or false at the
// end.
func (t *Tree) Next(c *Cursor) (page.Entry, bool, error) {
	if c.index >= t.Len() {
		return page.Entry{}, false, nil
	}
	c.known = 0
	if c.leaf == 0 || c.pos >= t.pages.Read(c.leaf).Used() {
		var pa path
		if err := t.pathTo(c.index, false, &pa); err != nil {
			return page.Entry{}, false, err
		}
		c.leaf, c.pos = pa.leaf, pa.place.Pos
	}
	leaf := t.pages.Read(c.leaf)
	e, end, err := t.shape.Read(leaf[:leaf.Used()], c.pos)
	if err == nil {
		err = t.pages.LoadEntry(&e)
	}
	c.pos = end
	c.index++
	return e, err == nil, err
}

// Prev returns the entry in front of the cursor and steps back over it, or
// false at the start.
func (t *Tree) Prev(c *Cursor) (page.Entry, bool, error) {
	if c.index <= 0 {
		return page.Entry{}, false, nil
	}
	c.leaf = 0
	if c.known == 0 {
		if err := t.lookBehind(c); err != nil {
			return page.Entry{}, false, err
		}
	}
	c.index--
	c.known--
	leaf := t.pages.Read(c.behind)
	e, _, err := t.shape.Read(leaf[:leaf.Used()], int(c.offsets[c.known]))
	if err == nil {
		err = t.pages.LoadEntry(&e)
	}
	return e, err == nil, err
}

// lookBehind notes the offsets of up to chunk entries in front of the cursor.
func (t *Tree) lookBehind(c *Cursor) error {
	var pa path
	if err := t.pathTo(c.index-1, false, &pa); err != nil {
		return err
	}
	leaf := t.pages.Read(pa.leaf)
	run, last := leaf[:leaf.Used()], pa.place.Index
	first, pos := max(last+1-chunk, 0), page.HeaderLen
	for i := range last + 1 {
		if i >= first {
			c.offsets[i-first] = uint16(pos)
		}
		if pos = t.shape.End(run, pos); pos < 0 {
			return page.ErrCorrupt
		}
	}
	c.behind, c.known = pa.leaf, last+1-first
	return nil
}
