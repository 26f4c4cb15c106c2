package zset

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// filled returns a set of n members with random scores.
func filled(n int) (*ZSet, []page.Item) {
	z := new(ZSet)
	z.New(page.Env{Arena: arena.New(), Seed: 1}, DefaultLimits())
	rnd := rand.New(rand.NewPCG(1, 1))
	members := make([]page.Item, n)
	for i := range members {
		members[i] = page.Text(fmt.Appendf(nil, "member:%08d", i))
		z.Insert(members[i], float64(rnd.IntN(10*n))/4)
	}
	return z, members
}

func TestNoAllocations(t *testing.T) {
	for _, n := range []int{100, 10_000} {
		z, members := filled(n)
		record, enc := z.AppendValue(nil), z.Encoding()
		scratch := make([]byte, 0, 16<<10)
		i := 0
		allocs := testing.AllocsPerRun(2000, func() {
			i++
			member := members[i*7919%n]
			z.Open(z.env, enc, record, DefaultLimits())
			_, score, _ := z.Rank(member)
			c := z.From(z.Index(page.Bound{Score: score, Side: page.Before}))
			for range 10 {
				z.Next(&c)
			}
			z.Prev(&c)
			old, _ := z.Find(member)
			z.Move(member, old, score+float64(i%5))
			z.Delete(member)
			z.Insert(member, score)
			record = z.AppendValue(scratch)
		})
		if allocs != 0 {
			t.Errorf("%d members: %v allocations", n, allocs)
		}
		z.Free()
		z.env.Arena.Release()
	}
}

func BenchmarkMillion(b *testing.B) {
	const n = 1_000_000
	z, members := filled(n)
	defer z.env.Arena.Release()
	rnd := rand.New(rand.NewPCG(2, 2))
	any := func() page.Item { return members[rnd.IntN(n)] }
	report := func(b *testing.B) { b.ReportMetric(float64(z.Bytes())/float64(z.Len()), "B/member") }
	b.Run("Score", func(b *testing.B) {
		for b.Loop() {
			z.Score(any())
		}
		report(b)
	})
	b.Run("Rank", func(b *testing.B) {
		for b.Loop() {
			z.Rank(any())
		}
	})
	b.Run("Move", func(b *testing.B) {
		for b.Loop() {
			member := any()
			old, _ := z.Find(member)
			z.Move(member, old, old.Score+1)
		}
		report(b)
	})
	b.Run("MoveFar", func(b *testing.B) {
		for b.Loop() {
			member := any()
			old, _ := z.Find(member)
			z.Move(member, old, float64(rnd.IntN(4*n)))
		}
		report(b)
	})
	b.Run("DeleteInsert", func(b *testing.B) {
		for b.Loop() {
			member := any()
			z.Delete(member)
			z.Insert(member, float64(rnd.IntN(4*n)))
		}
		report(b)
	})
	b.Run("Next", func(b *testing.B) {
		c := z.From(0)
		for b.Loop() {
			if _, ok := z.Next(&c); !ok {
				c = z.From(0)
			}
		}
	})
}
