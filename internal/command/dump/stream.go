package dump

import (
	"maps"
	"slices"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// appendStream appends the type and the value of a stream.
func appendStream(dst []byte, s *stream.Stream) []byte {
	w := rdb.NewStreamWriter(append(dst, byte(rdb.TypeStream3)), rdb.TypeStream3)
	var pairs [][]byte
	var room []byte
	s.Walk(stream.MinID, stream.MaxID, func(e *stream.Entry) bool {
		pairs, room = pairs[:0], room[:0]
		keep := func(it page.Item) {
			at := len(room)
			room = it.AppendText(room)
			pairs = append(pairs, room[at:])
		}
		e.Each(func(field, value page.Item) {
			keep(field)
			keep(value)
		})
		w.Entry(rdb.StreamID{Ms: e.ID.Hi, Seq: e.ID.Lo}, pairs)
		return true
	})
	first, _ := s.First()
	w.Head(rdb.StreamHead{
		Length: uint64(s.Len()), Last: toRDB(s.LastID), First: toRDB(first.ID), MaxDeleted: toRDB(s.MaxDeleted),
		Added: s.Added,
	}, s.Groups())
	s.EachGroup(func(g *stream.Group) { writeGroup(w, g) })
	return w.Bytes()
}

// writeGroup lets a group with parked entries, which the format does not know, begin again with the first of these:
// some entries will be delivered a second time, but none is lost.
func writeGroup(w *rdb.StreamWriter, g *stream.Group) {
	last, read := g.Settled(), g.Read
	if last != g.LastID {
		read = -1
	}
	w.Group(g.Name(), toRDB(last), read, g.Pending())
	unowned := map[string][]stream.ID{} // by who had them last: the format knows nothing that nobody has
	g.WalkPending(stream.MinID, stream.MaxID, func(p *stream.Pending) bool {
		w.Pending(toRDB(p.ID), p.Time, p.Count)
		if p.Unowned {
			unowned[string(p.Consumer)] = append(unowned[string(p.Consumer)], p.ID)
		}
		return true
	})
	gone := maps.Clone(unowned)
	g.EachConsumer(func(m *stream.Consumer) { delete(gone, string(m.Name())) })
	w.Consumers(g.Consumers() + len(gone))
	g.EachConsumer(func(m *stream.Consumer) {
		back := unowned[string(m.Name())]
		w.Consumer(m.Name(), m.Seen, m.Active, m.Pending()+len(back))
		m.WalkPending(stream.MinID, stream.MaxID, func(p *stream.Pending) bool {
			w.Owned(toRDB(p.ID))
			return true
		})
		writeOwned(w, back)
	})
	for _, name := range slices.Sorted(maps.Keys(gone)) {
		w.Consumer([]byte(name), 0, stream.Never, len(gone[name]))
		writeOwned(w, gone[name])
	}
}

func writeOwned(w *rdb.StreamWriter, ids []stream.ID) {
	for _, id := range ids {
		w.Owned(toRDB(id))
	}
}

func toRDB(id stream.ID) rdb.StreamID { return rdb.StreamID{Ms: id.Hi, Seq: id.Lo} }

func fromRDB(id rdb.StreamID) stream.ID { return stream.ID{Hi: id.Ms, Lo: id.Seq} }

func readStream(r *rdb.Reader, t rdb.Type, s *stream.Stream) error {
	b := streamBuilder{s: s}
	err := r.Stream(t, &b)
	if isWhole := b.endGroup(); err == nil && !isWhole { // what is broken is saved too, to be freed
		err = rdb.ErrCorrupt
	}
	return err
}

// streamBuilder builds a stream of what a reader shows it, and refuses what does not fit together.
type streamBuilder struct {
	s       *stream.Stream
	isKnown bool // how much a group has read
	g       *stream.Group
	unowned int // pending entries of the group whose consumers have not come yet
}

// Entry implements rdb.StreamVisitor.
func (b *streamBuilder) Entry(id rdb.StreamID, pairs [][]byte) error {
	if at := fromRDB(id); at.Compare(b.s.LastID) > 0 {
		b.s.Append(at, pairs)
		return nil
	}
	return rdb.ErrCorrupt
}

// Head implements rdb.StreamVisitor.
func (b *streamBuilder) Head(t rdb.Type, h rdb.StreamHead) error {
	b.isKnown = t != rdb.TypeStream
	if !b.isKnown {
		h.Added = h.Length
	}
	if h.Length != uint64(b.s.Len()) || h.Added < h.Length || fromRDB(h.Last).Compare(b.s.LastID) < 0 {
		return rdb.ErrCorrupt
	}
	b.s.LastID, b.s.MaxDeleted, b.s.Added = fromRDB(h.Last), fromRDB(h.MaxDeleted), h.Added
	return nil
}

// Group implements rdb.StreamVisitor.
func (b *streamBuilder) Group(name []byte, last rdb.StreamID, read int64) error {
	if _, exists := b.s.Group(name); !b.endGroup() || exists {
		return rdb.ErrCorrupt
	}
	if !b.isKnown {
		read = b.s.Position(fromRDB(last))
	}
	b.g = b.s.CreateGroup(name, fromRDB(last), max(read, stream.Unknown))
	return nil
}

// endGroup saves the group that has come last, and reports whether everything that is pending belongs to somebody.
func (b *streamBuilder) endGroup() bool {
	if b.g != nil {
		b.g.Save()
	}
	return b.unowned == 0
}

// Pending implements rdb.StreamVisitor.
func (b *streamBuilder) Pending(id rdb.StreamID, millis int64, count uint64) error {
	b.unowned++
	if !b.g.AddUnowned(fromRDB(id), millis, count) {
		return rdb.ErrCorrupt
	}
	return nil
}

// Consumer implements rdb.StreamVisitor.
func (b *streamBuilder) Consumer(name []byte, seen, active int64) error {
	if _, exists := b.g.Consumer(name); exists {
		return rdb.ErrCorrupt
	}
	b.g.CreateConsumer(name, seen).Active = active
	return nil
}

// Owned implements rdb.StreamVisitor.
func (b *streamBuilder) Owned(id rdb.StreamID) error {
	b.unowned--
	if !b.g.Adopt(fromRDB(id)) {
		return rdb.ErrCorrupt
	}
	return nil
}
