package stream

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
	"github.com/holdfast-db/holdfast/internal/value"
)

var _ value.Value = (*Stream)(nil)

const (
	version     = 1
	rootsAt     = 56
	tailBaseAt  = rootsAt + pagetree.RootLen + pagemap.RootLen
	headerBytes = tailBaseAt + 16
	// leastTail is the least room for the last chunk.
	leastTail = 32
)

// Open makes s the stream that AppendValue has written. It reads bytes until its first change.
func (s *Stream) Open(env page.Env, bytes []byte) {
	s.reset(env)
	must(s.open(bytes))
}

func (s *Stream) open(b []byte) (err error) {
	if len(b) < headerBytes || b[0] != version {
		return page.ErrCorrupt
	}
	le := binary.LittleEndian
	used := int(le.Uint16(b[2:]))
	s.changes, s.length = le.Uint32(b[4:]), le.Uint64(b[8:])
	s.LastID, s.MaxDeleted = readID(b[16:]), readID(b[32:])
	s.Added = le.Uint64(b[48:])
	if err = s.chunks.Open(s.env, b[rootsAt:rootsAt+pagetree.RootLen]); err != nil {
		return err
	}
	if err = s.groups.Open(s.env, b[rootsAt+pagetree.RootLen:tailBaseAt]); err != nil {
		return err
	}
	s.tailBase = readID(b[tailBaseAt:])
	at := headerBytes
	s.noExtras()
	if b[1]&flagExtras != 0 {
		if at += extraBytes; len(b) < at {
			return page.ErrCorrupt
		}
		if err := s.readExtras(b[at-extraBytes : at]); err != nil {
			return err
		}
	}
	if b[1]&flagIdempotence != 0 {
		if at += idempotenceBytes; len(b) < at {
			return page.ErrCorrupt
		}
		if err := s.Idempotence.open(s.groups.Pages(), b[at-idempotenceBytes:at]); err != nil {
			return err
		}
	}
	if used > len(b)-at {
		return page.ErrCorrupt
	}
	s.tail = b[at : at+used : at+used]
	return nil
}

// AppendValue implements value.Value. The room for the last chunk grows by doubling, so that most appends leave the
// record where it is.
func (s *Stream) AppendValue(dst []byte) []byte {
	dst = append(s.AppendHead(dst), s.tail...)
	used, spare := len(dst), s.tailRoom()-len(s.tail)
	dst = slices.Grow(dst, spare)[:used+spare]
	clear(dst[used:])
	return dst
}

// ChangesHeadOnly reports whether nothing but the head has changed of the value that the stream was opened from, and
// that not in its length: then AppendHead is enough.
func (s *Stream) ChangesHeadOnly(opened []byte) bool {
	return !s.entriesChanged && len(opened) > 1 && opened[1] == s.flags()
}

// AppendHead appends what AppendValue begins with: everything but the last chunk.
func (s *Stream) AppendHead(dst []byte) []byte {
	le, flags := binary.LittleEndian, s.flags()
	dst = append(dst, version, flags)
	dst = le.AppendUint16(dst, uint16(len(s.tail)))
	dst = le.AppendUint32(dst, s.changes)
	dst = le.AppendUint64(dst, s.length)
	dst = appendID(appendID(dst, s.LastID), s.MaxDeleted)
	dst = le.AppendUint64(dst, s.Added)
	dst = s.groups.AppendRoot(s.chunks.AppendRoot(dst))
	dst = appendID(dst, s.tailBase)
	if flags&flagExtras != 0 {
		dst = s.appendExtras(dst)
	}
	if flags&flagIdempotence != 0 {
		dst = s.Idempotence.append(dst)
	}
	return dst
}

func (s *Stream) flags() (flags byte) {
	if s.hasExtras() {
		flags = flagExtras
	}
	if s.Idempotence.isUsed() {
		flags |= flagIdempotence
	}
	return flags
}

// tailRoom is how many bytes the record has for the last chunk.
func (s *Stream) tailRoom() int {
	switch {
	case s.chunks.Len() > 0 && s.length > 0:
		return chunkBytes
	case len(s.tail) == 0:
		return 0
	}
	return min(chunkBytes, max(leastTail, 1<<bits.Len(uint(len(s.tail)-1))))
}

func appendID(dst []byte, id ID) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(dst, id.Hi), id.Lo)
}

func readID(b []byte) ID {
	return ID{Hi: binary.LittleEndian.Uint64(b), Lo: binary.LittleEndian.Uint64(b[8:])}
}

// Encoding implements value.Value.
func (s *Stream) Encoding() uint8 { return EncChunks }

// EncodingName implements value.Value.
func (s *Stream) EncodingName() string { return "stream" }

// EachContainer implements value.Value. The entries have a container, and everything else lies in that of the groups.
func (s *Stream) EachContainer(fn func(*page.Pages)) {
	fn(s.chunks.Pages())
	fn(s.groups.Pages())
}

// Bytes implements value.Value.
func (s *Stream) Bytes() uint64 { return s.chunks.Bytes() + s.groups.Bytes() }

// CopyTo implements value.Value.
func (s *Stream) CopyTo(env page.Env) value.Value {
	to := new(Stream)
	to.New(env)
	to.LastID, to.MaxDeleted, to.Added, to.length = s.LastID, s.MaxDeleted, s.Added, s.length
	copyTree(&to.chunks, &s.chunks)
	copyTree(&to.delayed, &s.delayed)
	s.Idempotence.copyTo(to.groups.Pages(), &to.Idempotence)
	to.serial, to.reminder, to.Retention = s.serial, s.reminder, s.Retention
	to.tailBase, to.tail = s.tailBase, append([]byte(nil), s.tail...)
	to.buffer = to.tail
	s.EachGroup(func(g *Group) { g.copyTo(to) })
	return to
}

// copyMap adds the entries of a map to another one.
func copyMap(to, from *pagemap.Map) {
	for cursor, more := uint64(0), from.Len() > 0; more; more = cursor != 0 {
		var err error
		cursor, err = from.Scan(cursor, 1, func(e page.Entry) {
			_, err := to.Set(e)
			must(err)
		})
		must(err)
	}
}

// copyTree adds the entries of a tree to another one.
func copyTree(to, from *pagetree.Tree) {
	for c := pagetree.CursorAt(0); ; {
		e, ok, err := from.Next(&c)
		must(err)
		if !ok {
			return
		}
		_, err = to.Add(e)
		must(err)
	}
}
