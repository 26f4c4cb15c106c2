package pagemap

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/page"
)

const benchKeys = 1 << 20

// benchKey returns the i-th key of a random-looking order, in buf, so that
// the cache misses measured are the map's.
func benchKey(buf []byte, i int) []byte {
	n := uint64(i) * 0x9E3779B1 % benchKeys
	copy(buf, "field:0000000000")
	for at := 15; n > 0; at-- {
		buf[at] = '0' + byte(n%10)
		n /= 10
	}
	return buf
}

func benchEntry(shape page.Shape, key []byte) page.Entry {
	e := page.Entry{Key: page.Text(key)}
	if shape == page.Pairs {
		e.Value = page.Text(key)
	}
	return e
}

func fill(b *testing.B, m *Map) {
	buf := make([]byte, 16)
	for i := range benchKeys {
		if _, err := m.Set(benchEntry(m.shape, benchKey(buf, i))); err != nil {
			b.Fatal(err)
		}
	}
}

// bench runs op on a full map of each shape.
func bench(b *testing.B, op func(m *Map, key []byte)) {
	for _, shape := range []page.Shape{page.Items, page.Pairs} {
		b.Run(fmt.Sprint(shape), func(b *testing.B) {
			m, buf := New(testEnv(), shape), make([]byte, 16)
			fill(b, &m)
			b.ResetTimer()
			for i := range b.N {
				op(&m, benchKey(buf, i*7))
			}
			b.ReportMetric(float64(m.Bytes())/float64(m.Len()), "B/entry")
		})
	}
}

func BenchmarkGet(b *testing.B) {
	bench(b, func(m *Map, key []byte) { _, _, _ = m.Get(page.Text(key)) })
}

func BenchmarkReplace(b *testing.B) {
	bench(b, func(m *Map, key []byte) { _, _ = m.Set(benchEntry(m.shape, key)) })
}

// BenchmarkDeleteInsert keeps the map at its size.
func BenchmarkDeleteInsert(b *testing.B) {
	bench(b, func(m *Map, key []byte) {
		_, _ = m.Delete(page.Text(key))
		_, _ = m.Set(benchEntry(m.shape, key))
	})
}

func BenchmarkInsert(b *testing.B) {
	for _, shape := range []page.Shape{page.Items, page.Pairs} {
		b.Run(fmt.Sprint(shape), func(b *testing.B) {
			m, buf := New(testEnv(), shape), make([]byte, 16)
			for i := range b.N {
				if i%benchKeys == 0 {
					m.pages.Arena.Release()
					m = New(testEnv(), shape)
				}
				_, _ = m.Set(benchEntry(shape, benchKey(buf, i)))
			}
		})
	}
}
