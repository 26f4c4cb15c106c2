package stream

import (
	"encoding/binary"
	"slices"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Unknown is a group's Read where nobody can tell.
const Unknown = -1

// Group is an open consumer group. Changes of its exported fields, of what is pending and of its consumers reach the
// stream with Save. Only one group of a stream is open at a time.
type Group struct {
	// LastID is the last entry that was delivered.
	LastID ID
	// Read is how many entries of the stream, from its very first on, have been delivered, or Unknown.
	Read int64
	// Properties are those of the group. Reschedule has what is pending follow them.
	Properties Properties

	s         *Stream
	name      []byte
	slot      pagemap.Slot // where it is stored
	pending   pagetree.Tree
	consumers pagemap.Map
	due       pagetree.Tree // of pending entries, by the time at which they are due
	serial    uint64        // of the last one of them
	lanes     lanes         // if the group keeps an order
	slots     [2]Consumer   // the one that a command is for, and any other
	scratch   []byte
}

const (
	groupVersion = 1
	groupBytes   = 4 + 16 + 8 + pagetree.SharedRootLen + pagemap.SharedRootLen
)

// Groups is the number of groups.
func (s *Stream) Groups() int { return s.groups.Len() }

// Group opens a group.
func (s *Stream) Group(name []byte) (g *Group, found bool) {
	if s.groups.Len() == 0 {
		return nil, false
	}
	value, slot, found, err := s.groups.GetSlot(page.Text(name))
	must(err)
	if !found {
		return nil, false
	}
	s.group.open(s, name, textOf(value))
	s.group.slot = slot
	return &s.group, true
}

// CreateGroup makes a group, which has not been there.
func (s *Stream) CreateGroup(name []byte, last ID, read int64) *Group {
	g := &s.group
	g.begin(s, name)
	g.LastID, g.Read = last, read
	g.pending.InitIn(s.groups.Pages(), page.IDs)
	g.consumers = pagemap.NewIn(s.groups.Pages(), page.Pairs)
	must(g.readExtras(nil))
	g.Save()
	return g
}

// DestroyGroup removes a group and reports whether there was one.
func (s *Stream) DestroyGroup(name []byte) bool {
	g, found := s.Group(name)
	if !found {
		return false
	}
	g.clear()
	g.remove()
	return true
}

// remove takes the group, which has no pages any more, out of its stream.
func (g *Group) remove() {
	g.close()
	_, err := g.s.groups.Delete(page.Text(g.name))
	must(err)
}

// GroupNames lists the groups in order.
func (s *Stream) GroupNames() [][]byte { return names(&s.groups) }

// names lists the keys of a map in order.
func names(m *pagemap.Map) [][]byte {
	all := make([][]byte, 0, m.Len())
	for cursor, more := uint64(0), m.Len() > 0; more; more = cursor != 0 {
		var err error
		cursor, err = m.Scan(cursor, m.Len(), func(e page.Entry) { all = append(all, e.Key.AppendText(nil)) })
		must(err)
	}
	slices.SortFunc(all, slices.Compare)
	return all
}

// EachGroup visits the groups in order. The visitor may change and save the group that it is shown, but no other.
func (s *Stream) EachGroup(visit func(g *Group)) {
	for _, name := range s.GroupNames() {
		if g, found := s.Group(name); found {
			visit(g)
		}
	}
}

// begin makes g ready for a group.
func (g *Group) begin(s *Stream, name []byte) {
	g.close()
	g.s, g.slot = s, pagemap.Slot{}
	g.name = append(g.name[:0], name...)
}

// close forgets what was not saved.
func (g *Group) close() {
	g.slots[0].isOpen, g.slots[1].isOpen = false, false
}

func (g *Group) open(s *Stream, name, b []byte) {
	g.begin(s, name)
	must(g.read(b))
}

func (g *Group) read(b []byte) (err error) {
	if len(b) < groupBytes || b[0] != groupVersion {
		return page.ErrCorrupt
	}
	g.LastID, g.Read = readID(b[4:]), int64(binary.LittleEndian.Uint64(b[20:]))
	if err = g.pending.OpenIn(g.s.groups.Pages(), page.IDs, b[28:]); err != nil {
		return err
	}
	if err = g.consumers.OpenIn(g.s.groups.Pages(), page.Pairs, b[28+pagetree.SharedRootLen:]); err != nil {
		return err
	}
	return g.readExtras(b[groupBytes:])
}

// Save stores the group and its consumers in the stream.
func (g *Group) Save() {
	g.slots[0].save()
	g.slots[1].save()
	b := append(g.scratch[:0], groupVersion, 0, 0, 0)
	b = binary.LittleEndian.AppendUint64(appendID(b, g.LastID), uint64(g.Read))
	g.scratch = g.appendExtras(g.consumers.AppendSharedRoot(g.pending.AppendSharedRoot(b)))
	g.s.RemindAt(g.NextDue())
	if g.s.groups.SetSlot(g.slot, page.Text(g.scratch)) {
		return
	}
	_, err := g.s.groups.Set(page.Entry{Key: page.Text(g.name), Value: page.Text(g.scratch)})
	must(err)
}

// Name is the group's name, valid until another group is opened.
func (g *Group) Name() []byte { return g.name }

// Consumers is the number of consumers.
func (g *Group) Consumers() int { return g.consumers.Len() }

// ConsumerNames lists the consumers in order.
func (g *Group) ConsumerNames() [][]byte { return names(&g.consumers) }

// clear frees everything that the group has.
func (g *Group) clear() {
	g.pending.Clear()
	g.due.Clear()
	if g.Properties.OrderBy != "" {
		g.lanes.clear()
	}
	g.eachConsumer(func(c *Consumer) { c.pending.Clear() })
	g.consumers.Clear()
}

// copyTo makes a copy of the group in another stream.
func (g *Group) copyTo(s *Stream) {
	to := s.CreateGroup(g.name, g.LastID, g.Read)
	to.Properties = g.Properties
	g.eachConsumer(func(c *Consumer) {
		d := to.CreateConsumer(c.name, c.Seen)
		d.Active = c.Active
		to.slots[0].save()
	})
	g.WalkPending(MinID, MaxID, func(p *Pending) bool {
		to.insert(p)
		return true
	})
	copyTree(&to.due, &g.due)
	to.serial = g.serial
	if g.Properties.OrderBy != "" {
		to.lanes.init(s.groups.Pages())
		g.lanes.copyTo(&to.lanes)
	}
	to.Save()
}

// Stream is the stream that the group belongs to.
func (g *Group) Stream() *Stream { return g.s }

// IsReferenced reports whether a group has not read an entry yet, or not acknowledged it.
func (s *Stream) IsReferenced(id ID) (is bool) {
	s.EachGroup(func(g *Group) {
		_, pending := g.Find(id)
		is = is || pending || id.Compare(g.LastID) > 0 || g.isParked(id)
	})
	return is
}
