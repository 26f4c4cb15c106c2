package rdb

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/iotest"
)

// seenStream is everything that a reader shows of a stream.
type seenStream struct {
	typ     Type
	entries []seenEntry
	head    StreamHead
	groups  []*seenGroup
}

type seenEntry struct {
	id    StreamID
	pairs [][]byte
}

type seenGroup struct {
	name      string
	last      StreamID
	read      int64
	pending   []seenPending
	consumers []*seenConsumer
}

type seenPending struct {
	id     StreamID
	millis int64
	count  uint64
}

type seenConsumer struct {
	name         string
	seen, active int64
	owned        []StreamID
}

func (s *seenStream) Entry(id StreamID, pairs [][]byte) error {
	e := seenEntry{id: id}
	for _, p := range pairs {
		e.pairs = append(e.pairs, bytes.Clone(p))
	}
	s.entries = append(s.entries, e)
	return nil
}

func (s *seenStream) Head(t Type, h StreamHead) error {
	s.typ, s.head = t, h
	return nil
}

func (s *seenStream) Group(name []byte, last StreamID, read int64) error {
	s.groups = append(s.groups, &seenGroup{name: string(name), last: last, read: read})
	return nil
}

func (s *seenStream) last() *seenGroup { return s.groups[len(s.groups)-1] }

func (s *seenStream) Pending(id StreamID, millis int64, count uint64) error {
	s.last().pending = append(s.last().pending, seenPending{id, millis, count})
	return nil
}

func (s *seenStream) Consumer(name []byte, seen, active int64) error {
	s.last().consumers = append(s.last().consumers, &seenConsumer{name: string(name), seen: seen, active: active})
	return nil
}

func (s *seenStream) Owned(id StreamID) error {
	c := s.last().consumers[len(s.last().consumers)-1]
	c.owned = append(c.owned, id)
	return nil
}

// append writes the stream anew.
func (s *seenStream) append(t Type) []byte {
	w := NewStreamWriter([]byte{byte(t)}, t)
	for _, e := range s.entries {
		w.Entry(e.id, e.pairs)
	}
	w.Head(s.head, len(s.groups))
	for _, g := range s.groups {
		w.Group([]byte(g.name), g.last, g.read, len(g.pending))
		for _, p := range g.pending {
			w.Pending(p.id, p.millis, p.count)
		}
		w.Consumers(len(g.consumers))
		for _, c := range g.consumers {
			w.Consumer([]byte(c.name), c.seen, c.active, len(c.owned))
			for _, id := range c.owned {
				w.Owned(id)
			}
		}
	}
	return w.Bytes()
}

func (s *seenStream) String() string {
	text := fmt.Appendf(nil, "%d %+v", s.typ, s.head)
	for _, e := range s.entries {
		text = fmt.Appendf(text, "\n%v %q", e.id, e.pairs)
	}
	for _, g := range s.groups {
		text = fmt.Appendf(text, "\n%q %v %d %v", g.name, g.last, g.read, g.pending)
		for _, c := range g.consumers {
			text = fmt.Appendf(text, " %+v", *c)
		}
	}
	return string(text)
}

func readSeen(body []byte) (*seenStream, error) {
	r := NewReader(body, testLimit)
	t, err := r.Type()
	if err != nil {
		return nil, err
	}
	s := new(seenStream)
	if err := r.Stream(t, s); err != nil {
		return nil, err
	}
	if r.Len() > 0 {
		return nil, corrupt("end of a stream")
	}
	return s, nil
}

// sampleStream has more than one node, entries of their own fields, and ids that wrap.
func sampleStream() *seenStream { return streamOf(150) }

// streamOf has some entries, at least three; those of fuzz tests are few, or all the time goes into making inputs
// smaller.
func streamOf(entries uint64) *seenStream {
	s := new(seenStream)
	for i := range entries {
		pairs := [][]byte{[]byte("field"), fmt.Append(nil, i*1000), []byte("text"), []byte("value")}
		if i%7 == 0 {
			pairs = append(pairs, []byte("more"), []byte("-5"))
		}
		s.entries = append(s.entries, seenEntry{StreamID{1_700_000_000_000 + i/3, 1<<63 + i%3}, pairs})
	}
	last := s.entries[entries-1].id
	s.head = StreamHead{Length: entries, Last: last, First: s.entries[0].id, MaxDeleted: StreamID{5, 6}, Added: 200}
	s.groups = []*seenGroup{
		{name: "empty", read: -1},
		{name: "g", last: last, read: 7, pending: []seenPending{{s.entries[1].id, 12345, 2}, {s.entries[2].id, 12346, 1}},
			consumers: []*seenConsumer{{"alice", 100, -1, []StreamID{s.entries[1].id, s.entries[2].id}}, {"bob", 3, 4, nil}}},
	}
	return s
}

func TestStream(t *testing.T) {
	want := sampleStream()
	for _, typ := range []Type{TypeStream, TypeStream2, TypeStream3} {
		got, err := readSeen(want.append(typ))
		if err != nil {
			t.Fatal(err)
		}
		if typ != TypeStream3 {
			for _, c := range got.groups[1].consumers {
				if c.active != c.seen {
					t.Errorf("type %d: %s was active at %d, want %d", typ, c.name, c.active, c.seen)
				}
			}
		}
		want.typ = typ
		if typ == TypeStream3 && got.String() != want.String() {
			t.Errorf("got %s, want %s", got, want)
		}
		same := func(a, b seenEntry) bool { return a.id == b.id && slices.EqualFunc(a.pairs, b.pairs, bytes.Equal) }
		if !slices.EqualFunc(got.entries, want.entries, same) {
			t.Errorf("type %d: the entries differ", typ)
		}
	}
}

// TestAppendStream copies streams from type to type, out of memory and out of a file.
func TestAppendStream(t *testing.T) {
	for _, from := range []Type{TypeStream, TypeStream2, TypeStream3} {
		body := sampleStream().append(from)
		for _, as := range []Type{TypeStream, TypeStream2, TypeStream3} {
			stream := newStreamReader(iotest.OneByteReader(bytes.NewReader(body[1:])), testLimit)
			for name, r := range map[string]*Reader{"memory": NewReader(body[1:], testLimit), "file": stream} {
				got, err := r.AppendStream([]byte{byte(as)}, from, as)
				if as > from {
					if !errors.Is(err, ErrType) {
						t.Errorf("type %d became %d (%v)", from, as, err)
					}
					continue
				}
				if want := sampleStream().append(as); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%s: type %d as %d is %q (%v), want %q", name, from, as, got, err, want)
				}
			}
		}
		for n := range len(body) - 1 {
			if _, err := NewReader(body[1:1+n], testLimit).AppendStream(nil, from, from); !errors.Is(err, ErrCorrupt) {
				t.Fatalf("type %d, cut at %d: %v", from, n, err)
			}
		}
		r := newStreamReader(bytes.NewReader(body[1:]), len(body)-20)
		if _, err := r.AppendStream(nil, from, from); !errors.Is(err, ErrUnsupported) {
			t.Errorf("type %d, a byte too long: %v", from, err)
		}
	}
}

// FuzzStream reads streams of any bytes: what can be read can be written and read again.
func FuzzStream(f *testing.F) {
	for _, typ := range []Type{TypeStream, TypeStream2, TypeStream3} {
		f.Add(streamOf(4).append(typ))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		first, err := readSeen(body)
		if err != nil {
			return
		}
		second, err := readSeen(first.append(first.typ))
		if err != nil || second.String() != first.String() {
			t.Errorf("%s became %s (%v)", first, second, err)
		}
		copied, err := NewReader(body[1:], testLimit).AppendStream(body[:1:1], first.typ, first.typ)
		if err != nil {
			t.Fatal(err)
		}
		if third, err := readSeen(copied); err != nil || third.String() != first.String() {
			t.Errorf("%s was copied as %s (%v)", first, third, err)
		}
	})
}
