package pagemap

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/holdfast-db/holdfast/internal/page"
)

// hostile returns a map whose only bucket holds the given bytes.
func hostile(b []byte) Map {
	m := New(testEnv(), page.Shape(b[3]))
	r, p := m.pages.New(page.KindMap, len(b))
	room := p[1] // what was read from disk has a block of the size that it says
	clear(p)
	copy(p, b)
	p[1] = room
	m.ref, m.count = r, uint64(p.Count())
	m.due = bucket{p}.due()
	return m
}

// FuzzBucket reads hostile buckets in every way there is, and changes those
// that pass CheckPage: they must stay sound.
func FuzzBucket(f *testing.F) {
	for _, shape := range []page.Shape{page.Items, page.Pairs} {
		m := New(testEnv(), shape)
		for i := range 40 {
			_, _ = m.Set(page.Entry{Key: page.Int(int64(i) * 300), Value: text("value"), ExpireAt: int64(i)})
		}
		b := m.pages.Read(m.ref)
		f.Add([]byte(b[:b.Used()]), []byte("key"))
	}
	f.Fuzz(func(t *testing.T, b, key []byte) {
		// References lead anywhere: blobs and directories are not for this test.
		if len(b) < runStart || len(b) > page.MaxLen || bytes.IndexByte(b, 0xCB) >= 0 || len(key) > page.FarLen {
			return
		}
		b[0] = byte(page.KindMap)
		m := hostile(b)
		defer m.pages.Arena.Release()
		e := page.Entry{Key: page.Text(key), Value: page.Text(key)}
		m.Prefetch([]page.Item{e.Key})
		_, _, _ = m.Get(e.Key)
		_, _ = m.Scan(0, 10, func(page.Entry) {})
		if m.count > 0 {
			_, _ = m.Random(rand.New(rand.NewPCG(1, 2)))
		}
		if CheckPage(m.pages.Read(m.ref), m.pages.Seed) != nil || b[2] != 0 || b[3] > 2 {
			return
		}
		sound(t, &m, e)
	})
}

// sound changes a map that holds together and looks whether it still does.
func sound(t *testing.T, m *Map, e page.Entry) {
	check(t, m.Check())
	for i := range 20 {
		_, err := m.Set(e)
		check(t, err)
		_, err = m.Expire(e.Key, 12345)
		check(t, err)
		e.Key = page.Int(int64(i) * 7919)
		check(t, m.Check())
	}
	_, err := m.Delete(e.Key)
	check(t, err)
	check(t, m.Check())
}
