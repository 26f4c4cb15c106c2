package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// references says what becomes of what is pending in groups when an entry is deleted.
type references uint8

const (
	keepRef references = iota // it stays
	delRef                    // it goes too
	acked                     // the entry stays as long as a group has not read and acknowledged it
)

// The replies for one entry.
const (
	noEntry  = -1
	deleted  = 1
	retained = 2
)

// idsBlock is what XDELEX and XACKDEL are asked for: entries, and what to do with references to them.
type idsBlock struct {
	deleted int // entries so far
	refs    references
	ids     []stream.ID
}

// parse takes the options from argument i on, in any order, or replies with an error.
func (b *idsBlock) parse(c *command.Call, i int) bool {
	hasRefs := false
	for ; i < len(c.Args); i++ {
		refs, isRefs := parseReferences(c, i)
		switch {
		case isRefs && !hasRefs:
			b.refs, hasRefs = refs, true
		case c.Is(i, "IDS") && b.ids == nil && i+1 < len(c.Args):
			var ok bool
			if b.ids, ok = countedIDs(c, i+1); !ok {
				return false
			}
			i += 1 + len(b.ids)
		default:
			c.Fail(command.ErrSyntax)
			return false
		}
	}
	if b.ids == nil {
		c.Fail(command.ErrSyntax)
	}
	return b.ids != nil
}

func parseReferences(c *command.Call, i int) (references, bool) {
	switch {
	case c.Is(i, "KEEPREF"):
		return keepRef, true
	case c.Is(i, "DELREF"):
		return delRef, true
	case c.Is(i, "ACKED"):
		return acked, true
	}
	return keepRef, false
}

// delete removes an entry as the block says, and returns the reply for it.
func (b *idsBlock) delete(c *command.Call, s opened, id stream.ID) int64 {
	exists := s.Has(id)
	if b.refs == acked && exists && s.IsReferenced(id) {
		return retained
	}
	if b.refs == delRef {
		s.EachGroup(func(g *stream.Group) {
			if g.Ack(id) {
				g.Save()
				s.logAck(c, g, id)
			}
		})
	}
	if !exists {
		return noEntry
	}
	s.Delete(id)
	s.logDelete(c, id)
	b.deleted++
	return deleted
}

// logDelete logs that an entry was deleted.
func (s opened) logDelete(c *command.Call, id stream.ID) {
	var text [stream.MaxIDText]byte
	c.Tx.LogAs("XDEL", s.Key, stream.AppendID(text[:0], id))
}

// replyNone replies that none of the entries is there.
func (b *idsBlock) replyNone(c *command.Call) {
	c.Out.Array(len(b.ids))
	for range b.ids {
		c.Out.Int(noEntry)
	}
}
