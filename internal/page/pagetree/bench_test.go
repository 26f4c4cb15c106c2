package pagetree

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/page"
)

const benchEntries = 1 << 20

// benchNumber returns the i-th number of a random-looking order.
func benchNumber(i int) uint64 { return uint64(i) * 0x9E3779B1 % benchEntries }

// benchEntry returns a member of 16 bytes with a score that is not integral.
func benchEntry(buf []byte, i int) page.Entry {
	n := benchNumber(i)
	e := page.Entry{Score: float64(n) + 0.5}
	copy(buf, "member:000000000")
	for at := 15; n > 0; at-- {
		buf[at] = '0' + byte(n%10)
		n /= 10
	}
	e.Key = page.Text(buf)
	return e
}

// benchTree runs op on a tree of a million entries.
func benchTree(b *testing.B, shape page.Shape, op func(t *Tree, buf []byte, i int)) {
	t, buf := New(testEnv(), shape), make([]byte, 16)
	for i := range benchEntries {
		e := benchEntry(buf, i)
		var err error
		if shape == page.Items {
			err = t.Insert(i, e)
		} else {
			_, err = t.Add(e)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for i := range b.N {
		op(&t, buf, i*7)
	}
	b.ReportMetric(float64(t.Bytes())/float64(t.Len()), "B/entry")
}

func BenchmarkRank(b *testing.B) {
	benchTree(b, page.Scored, func(t *Tree, buf []byte, i int) {
		e := benchEntry(buf, i)
		_, _, _ = t.Rank(page.BoundOf(&e))
	})
}

func BenchmarkDeleteAdd(b *testing.B) {
	benchTree(b, page.Scored, func(t *Tree, buf []byte, i int) {
		e := benchEntry(buf, i)
		_, _ = t.Delete(page.BoundOf(&e))
		_, _ = t.Add(e)
	})
}

func BenchmarkAdd(b *testing.B) {
	for name, order := range map[string]func(i int) int{
		"random":    func(i int) int { return i },
		"ascending": nil,
	} {
		b.Run(name, func(b *testing.B) {
			t, buf := New(testEnv(), page.Scored), make([]byte, 16)
			for i := range b.N {
				if i%benchEntries == 0 {
					t.pages.Arena.Release()
					t = New(testEnv(), page.Scored)
				}
				e := benchEntry(buf, i)
				if order == nil {
					e.Score = float64(i) + 0.5
				}
				_, _ = t.Add(e)
			}
			b.ReportMetric(float64(t.Bytes())/float64(t.Len()), "B/entry")
		})
	}
}

func BenchmarkIndex(b *testing.B) {
	for _, shape := range []page.Shape{page.Items, page.Scored} {
		b.Run(fmt.Sprint(shape), func(b *testing.B) {
			benchTree(b, shape, func(t *Tree, _ []byte, i int) { _, _ = t.Get(int(benchNumber(i))) })
		})
	}
}

func BenchmarkInsertInMiddle(b *testing.B) {
	benchTree(b, page.Items, func(t *Tree, buf []byte, i int) {
		at := int(benchNumber(i))
		_ = t.DeleteRange(at, 1)
		_ = t.Insert(at, page.Entry{Key: page.Text(buf)})
	})
}

func BenchmarkPushPop(b *testing.B) {
	for name, front := range map[string]bool{"back to front": false, "front to back": true} {
		b.Run(name, func(b *testing.B) {
			out := make([]byte, 0, 64)
			benchTree(b, page.Items, func(t *Tree, buf []byte, _ int) {
				push, pop := t.Len(), 0
				if front {
					push, pop = 0, t.Len()
				}
				_ = t.Insert(push, page.Entry{Key: page.Text(buf)})
				out, _ = t.Pop(out[:0], pop)
			})
		})
	}
}

func BenchmarkNext(b *testing.B) {
	c := CursorAt(0)
	benchTree(b, page.Items, func(t *Tree, _ []byte, _ int) {
		if _, ok, _ := t.Next(&c); !ok {
			c = CursorAt(0)
		}
	})
}

func BenchmarkPrev(b *testing.B) {
	c := CursorAt(0)
	benchTree(b, page.Items, func(t *Tree, _ []byte, _ int) {
		if _, ok, _ := t.Prev(&c); !ok {
			c = CursorAt(t.Len())
		}
	})
}
