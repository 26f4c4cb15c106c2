package stream

import (
	"encoding/binary"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Entries that are to become visible at a time lie in a tree of their own, by that time and a number that tells them
// apart. Their key there, written like an id, is their name until they are in the stream.

// Delayed is how many entries wait for their time.
func (s *Stream) Delayed() int { return s.delayed.Len() }

// NextDelayed is the name that an entry for a time would get.
func (s *Stream) NextDelayed(at int64) ID { return ID{Hi: uint64(at), Lo: s.serial + 1} }

// Delay keeps an entry of fields and values in turns until the time in its name, which NextDelayed has given.
func (s *Stream) Delay(name ID, pairs [][]byte) {
	s.serial = max(s.serial, name.Lo)
	b := append(s.scratch[:0], 0) // so that it is no number
	b = binary.AppendUvarint(b, uint64(len(pairs)))
	for _, p := range pairs {
		b = page.AppendItem(b, page.Text(p))
	}
	s.scratch = b
	_, err := s.delayed.Add(page.Entry{ID: name, Value: page.Text(b)})
	must(err)
}

// Forget removes an entry that waits for its time, and reports whether there was one.
func (s *Stream) Forget(name ID) bool {
	found, err := s.delayed.Delete(page.Bound{ID: name})
	must(err)
	return found
}

// WalkDelayed visits the entries that wait, between two names, as long as visit wants more. The words are valid until
// visit returns.
func (s *Stream) WalkDelayed(from, to ID, visit func(name ID, pairs [][]byte) (more bool)) {
	rank, _, err := s.delayed.Rank(page.Bound{ID: from})
	must(err)
	var words [][]byte
	var room []byte
	for c := pagetree.CursorAt(rank); ; {
		e, ok, err := s.delayed.Next(&c)
		must(err)
		if !ok || e.ID.Compare(to) > 0 {
			return
		}
		words, room = delayedWords(textOf(e.Value), words[:0], room[:0])
		if !visit(e.ID, words) {
			return
		}
	}
}

// delayedWords reads an entry that waits.
func delayedWords(b []byte, words [][]byte, room []byte) ([][]byte, []byte) {
	n, at := readUint(b, 1)
	for range n {
		it, end, err := page.ReadItem(b, at)
		must(err)
		start := len(room)
		room = it.AppendText(room)
		words = append(words, room[start:])
		at = end
	}
	return words, room
}
