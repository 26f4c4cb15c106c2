package stream

import (
	"bytes"
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Never is the Active of a consumer that has not got anything yet.
const Never = -1

// Consumer is an open consumer of a group. Changes reach the stream with the group's Save.
type Consumer struct {
	// Seen is when the consumer was last heard of, and Active when it last got something, in unix milliseconds.
	Seen, Active int64

	g       *Group
	name    []byte
	slot    pagemap.Slot  // where it is stored
	pending pagetree.Tree // ids without values
	isOpen  bool
	scratch []byte
}

const (
	consumerVersion = 1
	consumerBytes   = 4 + 8 + 8 + pagetree.SharedRootLen
)

// Consumer opens the consumer that a command is for.
func (g *Group) Consumer(name []byte) (c *Consumer, found bool) {
	return g.openIn(&g.slots[0], name)
}

// CreateConsumer makes a consumer, which has not been there, and opens it as Consumer does.
func (g *Group) CreateConsumer(name []byte, now int64) *Consumer {
	c := &g.slots[0]
	c.save()
	c.g, c.isOpen, c.slot = g, true, pagemap.Slot{}
	c.name = append(c.name[:0], name...)
	c.Seen, c.Active = now, Never
	c.pending.InitIn(g.s.groups.Pages(), page.IDs)
	c.save()
	c.isOpen = true
	return c
}

// owner opens a consumer beside the one that Consumer has opened, which stays as it is.
func (g *Group) owner(name []byte) *Consumer {
	if c := &g.slots[0]; c.isOpen && bytes.Equal(c.name, name) {
		return c
	}
	c, found := g.openIn(&g.slots[1], name)
	if !found {
		panic("stream: an entry is pending for nobody")
	}
	return c
}

// openIn opens a consumer in a slot, unless it is open there.
func (g *Group) openIn(c *Consumer, name []byte) (*Consumer, bool) {
	if c.isOpen && bytes.Equal(c.name, name) {
		return c, true
	}
	c.save()
	if other := &g.slots[1]; other != c && other.isOpen && bytes.Equal(other.name, name) {
		other.save() // it is about to be opened a second time
	}
	value, slot, found, err := g.consumers.GetSlot(page.Text(name))
	must(err)
	if !found {
		return nil, false
	}
	c.slot = slot
	c.g, c.isOpen = g, true
	c.name = append(c.name[:0], name...)
	must(c.read(textOf(value)))
	return c, true
}

func (c *Consumer) read(b []byte) error {
	if len(b) != consumerBytes || b[0] != consumerVersion {
		return page.ErrCorrupt
	}
	le := binary.LittleEndian
	c.Seen, c.Active = int64(le.Uint64(b[4:])), int64(le.Uint64(b[12:]))
	return c.pending.OpenIn(c.g.s.groups.Pages(), page.IDs, b[20:])
}

// save stores the consumer in its group, if it is open, and closes it.
func (c *Consumer) save() {
	if !c.isOpen {
		return
	}
	le := binary.LittleEndian
	b := append(c.scratch[:0], consumerVersion, 0, 0, 0)
	b = le.AppendUint64(le.AppendUint64(b, uint64(c.Seen)), uint64(c.Active))
	c.scratch = c.pending.AppendSharedRoot(b)
	c.isOpen = false
	if c.g.consumers.SetSlot(c.slot, page.Text(c.scratch)) {
		return
	}
	_, err := c.g.consumers.Set(page.Entry{Key: page.Text(c.name), Value: page.Text(c.scratch)})
	must(err)
}

// eachConsumer visits the consumers in order. The visitor may not change them.
func (g *Group) eachConsumer(visit func(c *Consumer)) {
	for _, name := range g.ConsumerNames() {
		if c, found := g.Consumer(name); found {
			visit(c)
		}
	}
}

// EachConsumer visits the consumers in order, for those who only look.
func (g *Group) EachConsumer(visit func(c *Consumer)) { g.eachConsumer(visit) }

// DeleteConsumer removes a consumer with everything that is pending for it, and returns how much that was.
func (g *Group) DeleteConsumer(name []byte) (pending int, found bool) {
	c, found := g.Consumer(name)
	if !found {
		return 0, false
	}
	pending = c.pending.Len()
	for cur := pagetree.CursorAt(0); ; {
		e, ok, err := c.pending.Next(&cur)
		must(err)
		if !ok {
			break
		}
		p, _ := g.Find(e.ID)
		g.release(&p)
		_, err = g.pending.Delete(page.Bound{ID: e.ID})
		must(err)
	}
	c.pending.Clear()
	g.removeConsumer(c)
	return pending, true
}

// removeConsumer removes a consumer for which nothing is pending any more.
func (g *Group) removeConsumer(c *Consumer) {
	c.isOpen = false
	_, err := g.consumers.Delete(page.Text(c.name))
	must(err)
}

// add notes that entries at ascending ids, which nobody had, are pending for the consumer.
func (c *Consumer) add(ids []ID) {
	for len(ids) > 0 {
		n, err := c.pending.AddRun(ids, page.Item{})
		must(err)
		ids = ids[max(n, 1):]
	}
}

// forget notes that entries are no longer pending for the consumer.
func (c *Consumer) forget(ids []ID) {
	for len(ids) > 0 {
		n, err := c.pending.TakeRun(ids, nil)
		must(err)
		ids = ids[max(n, 1):]
	}
}

// Name is the consumer's name, valid until another one is opened.
func (c *Consumer) Name() []byte { return c.name }

// Pending is how many entries are pending for the consumer.
func (c *Consumer) Pending() int { return c.pending.Len() }

// WalkPending visits what is pending for the consumer between two ids, both included, as long as visit wants more.
func (c *Consumer) WalkPending(from, to ID, visit func(p *Pending) (more bool)) {
	rank, _, err := c.pending.Rank(page.Bound{ID: from})
	must(err)
	for cur := pagetree.CursorAt(rank); ; {
		e, ok, err := c.pending.Next(&cur)
		must(err)
		if !ok || e.ID.Compare(to) > 0 {
			return
		}
		p, found := c.g.Find(e.ID)
		if !found {
			panic("stream: an entry is pending for a consumer only")
		}
		if !visit(&p) {
			return
		}
	}
}
