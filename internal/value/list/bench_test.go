package list

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// filled returns a list of n elements of 16 bytes.
func filled(n int) *List {
	l := new(List)
	l.New(page.Env{Arena: arena.New(), Seed: 1}, DefaultLimits())
	var e [16]byte
	for i := range n {
		l.Push(Right, fmt.Appendf(e[:0], "element:%08d", i))
	}
	return l
}

func TestNoAllocations(t *testing.T) {
	for _, n := range []int{100, 10_000} {
		l := filled(n)
		record, enc := l.AppendValue(nil), l.Encoding()
		scratch := make([]byte, 0, 16<<10)
		elements := [][]byte{[]byte("another element."), []byte("12345")}
		i, bytes := 0, 0
		allocs := testing.AllocsPerRun(2000, func() {
			i++
			l.Open(l.env, enc, record, DefaultLimits())
			l.Push(Left, elements...)
			l.Push(Right, l.Pop(Left))
			l.Delete(l.Len()-1, 1)
			l.Pop(Left)
			l.Set(i%n, elements[0])
			bytes += l.Get(i * 7919 % n).TextLen()
			l.Walk(i%(n/2), 20, Right, func(it page.Item) bool { bytes += it.TextLen(); return true })
			l.Walk(n/2, 20, Left, func(it page.Item) bool { bytes += it.TextLen(); return true })
			l.Search(elements[0], Left, 20, func(int) bool { return true })
			record = l.AppendValue(scratch)
		})
		if allocs != 0 {
			t.Errorf("%d elements: %v allocations", n, allocs)
		}
		l.env.Arena.Release()
	}
}

func BenchmarkMillion(b *testing.B) {
	const n = 1_000_000
	l := filled(n)
	defer l.env.Arena.Release()
	rnd := rand.New(rand.NewPCG(2, 2))
	e := []byte("another element.")
	perElement := float64(l.Bytes()) / n
	b.Run("Get", func(b *testing.B) {
		for b.Loop() {
			l.Get(rnd.IntN(n))
		}
		b.ReportMetric(perElement, "B/element")
	})
	b.Run("GetLast", func(b *testing.B) {
		for b.Loop() {
			l.Get(n - 1)
		}
	})
	b.Run("Range100", func(b *testing.B) {
		sum := 0
		for b.Loop() {
			l.Walk(rnd.IntN(n-100), 100, Right, func(it page.Item) bool { sum += it.TextLen(); return true })
		}
	})
	for _, end := range []End{Left, Right} {
		b.Run([]string{"PushPopLeft", "PushPopRight"}[end], func(b *testing.B) {
			for b.Loop() {
				l.Push(end, e)
				l.Pop(end)
			}
		})
	}
	b.Run("Queue", func(b *testing.B) {
		for b.Loop() {
			l.Push(Left, e)
			l.Pop(Right)
		}
	})
}

// BenchmarkDrain takes all elements out of a list, from one end.
func BenchmarkDrain(b *testing.B) {
	for _, end := range []End{Left, Right} {
		b.Run([]string{"Left", "Right"}[end], func(b *testing.B) {
			l := filled(b.N)
			defer l.env.Arena.Release()
			b.ResetTimer()
			for range b.N {
				l.Pop(end)
			}
		})
	}
}
