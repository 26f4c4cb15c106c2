package server

import (
	"crypto/sha1"
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// digestStream chains the entries, and what the stream and its groups know. When consumers were last heard of does not
// count: that is not logged.
func digestStream(s *stream.Stream) (d digest) {
	chain := func(ids []uint64, texts ...[]byte) {
		b := d[:]
		for _, id := range ids {
			b = binary.LittleEndian.AppendUint64(b, id)
		}
		for _, text := range texts {
			b = append(binary.LittleEndian.AppendUint64(b, uint64(len(text))), text...)
		}
		d = sha1.Sum(b)
	}
	chain([]uint64{s.LastID.Hi, s.LastID.Lo, s.MaxDeleted.Hi, s.MaxDeleted.Lo, s.Added})
	s.Walk(stream.MinID, stream.MaxID, func(e *stream.Entry) bool {
		chain([]uint64{e.ID.Hi, e.ID.Lo, uint64(e.Len())})
		e.Each(func(f, v page.Item) { chain(nil, f.AppendText(nil), v.AppendText(nil)) })
		return true
	})
	s.EachGroup(func(g *stream.Group) {
		chain([]uint64{g.LastID.Hi, g.LastID.Lo, uint64(g.Read)}, g.Name())
		g.EachConsumer(func(m *stream.Consumer) { chain(nil, m.Name()) })
		g.WalkPending(stream.MinID, stream.MaxID, func(p *stream.Pending) bool {
			chain([]uint64{p.ID.Hi, p.ID.Lo, uint64(p.Time), p.Count}, p.Owner())
			return true
		})
	})
	return d
}
