package stream

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// FuzzChunk reads chunks of any bytes: what passes the check can be read to its end, and nothing panics.
func FuzzChunk(f *testing.F) {
	f.Add(appendChunk(nil, bytesOf([]string{"field", "value", "n", "12"})))
	two, _ := appendEntry(appendChunk(nil, bytesOf([]string{"f", "v"})), ID{}, ID{Hi: 3}, bytesOf([]string{"g", "w"}))
	f.Add(two)
	f.Fuzz(func(t *testing.T, b []byte) {
		if checkChunk(ID{Hi: 7, Lo: 1}, b) != nil {
			return
		}
		n, pairs := 0, 0
		s := new(Stream)
		r := s.openChunk(ID{Hi: 7, Lo: 1}, b, false)
		s.walkChunk(&r, nil, MinID, MaxID, func(e *Entry) bool {
			n++
			e.Each(func(_, _ page.Item) { pairs++ })
			return true
		})
		if n != countOf(b) {
			t.Errorf("%d entries, want %d", n, countOf(b))
		}
	})
}

// FuzzRecords reads the other bytes that are kept: none of them panics.
func FuzzRecords(f *testing.F) {
	s := newSubject()
	v := s.open()
	v.Append(ID{Hi: 1}, bytesOf([]string{"f", "v"}))
	f.Add(v.AppendValue(nil))
	f.Add(appendPending(nil, &Pending{Consumer: []byte("c"), Time: 5, Count: 1}))
	env := page.Env{Arena: arena.New()}
	f.Fuzz(func(_ *testing.T, b []byte) {
		s := new(Stream)
		s.reset(env)
		_ = s.open(b)
		if tail, ok := OpenTail(b); ok {
			_ = tail.LastID()
		}
		g := Group{s: s}
		_ = g.read(b)
		c := Consumer{g: &g}
		_ = c.read(b)
		_, _ = readPending(ID{}, b)
	})
}
