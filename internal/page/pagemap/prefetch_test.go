package pagemap

import (
	"strconv"
	"testing"

	"github.com/holdfast-db/holdfast/internal/page"
)

// TestPrefetch looks whether the buckets that Prefetch asks for are those of the keys, and that it reads nothing from disk.
func TestPrefetch(t *testing.T) {
	for _, entries := range []int{0, 1, 100, 50_000} {
		o := newModel(t, page.Items)
		var keys []page.Item
		for i := range entries {
			o.set(strconv.Itoa(i))
		}
		for i := range 40 {
			keys = append(keys, page.Int(int64(i)))
		}
		for _, key := range keys {
			hash := page.Hash(o.m.pages.Seed, key)
			if o.m.ref == 0 {
				break
			}
			var sp spot
			_, err := o.m.locate(hash, &sp)
			check(t, err)
			if r := o.m.bucketOf(hash); r != sp.ref {
				t.Errorf("%d entries: bucket %d, want %d", entries, r, sp.ref)
			}
		}
		o.m.Prefetch(keys)
		o.disk.Chill(o.m.Pages())
		before := o.disk.Loads
		o.m.Prefetch(keys)
		if n := o.disk.Loads - before; n != 0 {
			t.Errorf("%d entries: %d pages were read", entries, n)
		}
	}
}
