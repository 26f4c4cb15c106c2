package pagetree

import (
	"fmt"

	"github.com/holdfast-db/holdfast/internal/page"
)

// CheckPage reports page.ErrCorrupt unless p is a leaf or an inner node as this
// package would write it. Pages from disk must pass it before they are used.
func CheckPage(p page.Page) error {
	if len(p) >= page.HeaderLen && p.Kind() == page.KindInner {
		return checkNode(p)
	}
	if err := p.Check(page.KindLeaf, page.HeaderLen); err != nil {
		return err
	}
	if p.Level() != 0 || p.Used() > page.MaxLen || p.Shape() == page.Pairs {
		return page.ErrCorrupt
	}
	count, err := p.Shape().CheckRun(p[page.HeaderLen:p.Used()], true)
	if err == nil && count != p.Count() {
		err = page.ErrCorrupt
	}
	return err
}

func checkNode(p page.Page) error {
	if err := p.Check(page.KindInner, page.HeaderLen); err != nil {
		return err
	}
	if s := p.Shape(); s != page.Items && !ordered(s) || p.Level() == 0 || p.Level() > maxHeight {
		return page.ErrCorrupt
	}
	n := nodeOf(p)
	if n.Used() != page.HeaderLen+n.cap*stride(n.Shape()) || n.cap > maxChildren(n.Shape()) || n.Count() == 0 || n.Count() > n.cap {
		return page.ErrCorrupt
	}
	for i := range n.Count() {
		if n.entries(i) == 0 || n.child(i) == 0 {
			return page.ErrCorrupt
		}
		if i > 1 && ordered(n.Shape()) && n.separator(i).Compare(n.separator(i-1)) < 0 {
			return page.ErrCorrupt
		}
	}
	return nil
}

// Check walks the whole tree and reports what is wrong with it, as an error
// that wraps page.ErrCorrupt.
func (t *Tree) Check() error {
	c := checker{t: t}
	if t.ref != 0 {
		if err := c.walk(t.ref, int(t.pages.Read(t.ref).Level())); err != nil {
			return err
		}
	}
	if c.count != t.Len() || c.bytes != t.pages.Bytes || c.blobs != t.pages.Blobs {
		return fmt.Errorf("%w: tree has %d entries, %d bytes, %d blobs, its root says %d, %d, %d", page.ErrCorrupt,
			c.count, c.bytes, c.blobs, t.count, t.pages.Bytes, t.pages.Blobs)
	}
	return nil
}

// checker walks a tree in order.
type checker struct {
	t            *Tree
	count        int
	bytes, blobs uint64
	last         page.Entry // of the entries so far, with its text at hand
}

func (c *checker) walk(r page.Number, level int) error {
	p := c.t.pages.Read(r)
	c.bytes += uint64(len(p))
	if err := CheckPage(p); err != nil {
		return fmt.Errorf("page of level %d after %d entries: %w", level, c.count, err)
	}
	if p.Level() != level || p.Shape() != c.t.shape {
		return fmt.Errorf("%w: level or shape of a page after %d entries", page.ErrCorrupt, c.count)
	}
	if p.Kind() == page.KindLeaf {
		return c.leaf(p)
	}
	n := nodeOf(p)
	for i := range n.Count() {
		if i > 0 && !c.separates(n, i) {
			return fmt.Errorf("%w: separator after %d entries", page.ErrCorrupt, c.count)
		}
		before := c.count
		if err := c.walk(n.child(i), level-1); err != nil {
			return err
		}
		if c.count-before != n.entries(i) {
			return fmt.Errorf("%w: %d entries below a child, not %d", page.ErrCorrupt, c.count-before, n.entries(i))
		}
	}
	return nil
}

// separates reports whether the separator of child i lies between the entries
// so far and the next one.
func (c *checker) separates(n node, i int) bool {
	if !ordered(c.t.shape) {
		return true
	}
	e, err := c.t.first(n.child(i))
	k, last := page.BoundOf(&e), page.BoundOf(&c.last)
	s := c.t.shape
	return err == nil && n.separator(i).Compare(s.Separator(&k)) <= 0 && s.Separator(&last).Compare(n.separator(i)) <= 0
}

func (c *checker) leaf(p page.Page) error {
	t := c.t
	run := p[:p.Used()]
	for off := page.HeaderLen; off < len(run); c.count++ {
		e, end, err := t.shape.Read(run, off)
		if err != nil {
			return err
		}
		for _, it := range [...]page.Item{e.Key, e.Value} {
			c.bytes += t.pages.BlobBytes(it)
			if it.Far() {
				c.blobs++
			}
		}
		if err := t.pages.LoadEntry(&e); err != nil {
			return err
		}
		if k := page.BoundOf(&e); c.count > 0 && ordered(t.shape) && t.shape.Compare(&c.last, &k) >= 0 {
			return fmt.Errorf("%w: entry %d is out of order", page.ErrCorrupt, c.count)
		}
		c.last, off = e, end
	}
	return nil
}
