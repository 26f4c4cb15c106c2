package set

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/holdfast-db/holdfast/internal/page"
)

const benchMembers = 1_000_000

func benchSet(b *testing.B) (*Set, []page.Item) {
	s := new(Set)
	s.New(testEnv(), DefaultLimits())
	members := make([]page.Item, benchMembers)
	for i := range members {
		members[i] = page.Text(fmt.Appendf(nil, "member:%07d", i))
		s.Add(members[i])
	}
	b.ReportMetric(float64(s.Bytes())/benchMembers, "B/member")
	b.ResetTimer()
	return s, members
}

func BenchmarkAddRemove(b *testing.B) {
	s, members := benchSet(b)
	for i := range b.N {
		m := members[i*7919%benchMembers]
		s.Remove(m)
		s.Add(m)
	}
	b.ReportMetric(float64(s.Bytes())/benchMembers, "B/member")
}

func BenchmarkHas(b *testing.B) {
	s, members := benchSet(b)
	for i := range b.N {
		s.Has(members[i*7919%benchMembers])
	}
}

func BenchmarkPop(b *testing.B) {
	s, members := benchSet(b)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range b.N {
		if s.Len() < benchMembers/2 {
			b.StopTimer()
			for _, m := range members {
				s.Add(m)
			}
			b.StartTimer()
		}
		s.Remove(s.Random(rnd))
	}
}

// BenchmarkInts is SISMEMBER in the largest set of integers.
func BenchmarkInts(b *testing.B) {
	var s Set
	s.New(testEnv(), DefaultLimits())
	for i := range 512 {
		s.Add(page.Int(int64(i * 1000)))
	}
	for i := range b.N {
		s.Has(page.Int(int64(i % 512_000)))
	}
}
