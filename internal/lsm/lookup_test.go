package lsm

import (
	"fmt"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// TestLookup reads keys that are there, in memory and in tables, and keys that are not, in any order; and nothing that
// was committed since.
func TestLookup(t *testing.T) {
	s := open(t, quiet(vfs.NewMem()))
	key := func(i int) []byte { return fmt.Appendf(nil, "key:%d", i) }
	for lsn := range uint64(3) {
		commit(t, s, Meta{LSN: lsn}, func(b *Batch) {
			for i := int(lsn); i < 3000; i += 6 {
				b.SetRecord(1, key(i), record(fmt.Sprint(i)))
			}
		})
		if lsn < 2 {
			must(t, s.Flush())
		}
	}
	l, err := s.NewLookup()
	must(t, err)
	commit(t, s, Meta{LSN: 4}, func(b *Batch) {
		b.DeleteRecord(1, key(0))
		b.SetRecord(1, key(5), record("new"))
	})
	buffer := []byte("before")
	for n := range 3000 {
		i := n * 1999 % 3000
		value, found, err := l.Record(1, key(i), buffer)
		if err != nil || found != (i%6 < 3) {
			t.Fatalf("key %d: %v, %v", i, found, err)
		}
		if want := "before" + string(record(fmt.Sprint(i))); found && string(value) != want {
			t.Fatalf("key %d: %q, want %q", i, value, want)
		}
	}
	if _, found, err := l.Record(2, key(0), nil); found || err != nil {
		t.Errorf("another generation: %v, %v", found, err)
	}
	must(t, l.Close())
	must(t, s.Close())
}
