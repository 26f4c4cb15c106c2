package stream

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// filled returns a stream of n entries with a value of 16 bytes.
func filled(n int) *Stream {
	s := new(Stream)
	s.New(page.Env{Arena: arena.New(), Seed: 1})
	pair := [][]byte{[]byte("field"), nil}
	for i := range n {
		pair[1] = fmt.Appendf(nil, "value:%010d", i)
		s.Append(ID{Hi: uint64(1_700_000_000_000 + i/4), Lo: uint64(i % 4)}, pair)
	}
	return s
}

func TestNoAllocations(t *testing.T) {
	s := filled(10_000)
	record, scratch := s.AppendValue(nil), make([]byte, 0, 4<<10)
	pair := [][]byte{[]byte("field"), []byte("value")}
	group, consumer, n := []byte("group"), []byte("consumer"), 0
	s.CreateGroup(group, MinID, 0).CreateConsumer(consumer, 0)
	s.group.Save()
	record = s.AppendValue(record[:0])
	allocs := testing.AllocsPerRun(2000, func() {
		s.Open(s.env, record)
		id, _ := Next(s.LastID)
		s.Append(id, pair)
		s.Walk(ID{Hi: 1_700_000_000_100}, MaxID, func(e *Entry) bool {
			e.Each(func(f, v page.Item) { n += f.TextLen() + v.TextLen() })
			return e.ID.Lo != 3
		})
		g, _ := s.Group(group)
		g.Consumer(consumer)
		g.Deliver(id, 5, 1)
		g.Save()
		g, _ = s.Group(group)
		g.Ack(id)
		g.Save()
		s.Delete(id)
		record = s.AppendValue(scratch)
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
	s.env.Arena.Release()
}

func BenchmarkMillion(b *testing.B) {
	const n = 1_000_000
	s := filled(n)
	defer s.env.Arena.Release()
	record := s.AppendValue(nil)
	pair := [][]byte{[]byte("field"), []byte("value:0000000001")}
	rnd := rand.New(rand.NewPCG(1, 2))
	b.Run("Append", func(b *testing.B) {
		for b.Loop() {
			s.Open(s.env, record)
			id, _ := Next(s.LastID)
			s.Append(id, pair)
			record = s.AppendValue(record[:0])
		}
		b.ReportMetric(float64(s.EntryBytes())/float64(s.Len()), "B/entry")
	})
	b.Run("Range100", func(b *testing.B) {
		sum := 0
		for b.Loop() {
			k := 0
			s.Walk(ID{Hi: 1_700_000_000_000 + rnd.Uint64N(n/4)}, MaxID, func(e *Entry) bool {
				e.Each(func(_, v page.Item) { sum += v.TextLen() })
				k++
				return k < 100
			})
		}
	})
	b.Run("DeliverAck", func(b *testing.B) {
		g := s.CreateGroup([]byte("group"), MinID, 0)
		g.CreateConsumer([]byte("consumer"), 0)
		g.Save()
		for b.Loop() {
			id := ID{Hi: 1_700_000_000_000 + rnd.Uint64N(n/4)}
			g, _ := s.Group([]byte("group"))
			g.Consumer([]byte("consumer"))
			g.Deliver(id, 5, 1)
			g.Save()
			g, _ = s.Group([]byte("group"))
			g.Ack(id)
			g.Save()
		}
	})
}
