package lsm

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestLayout pins the bytes of all keys and of what this package writes.
func TestLayout(t *testing.T) {
	s := openMem(t)
	m := Meta{
		LSN: 0x0102030405060708, Seed: 0x1112131415161718, NextContainer: 0x2122232425262728, NextGeneration: 0x31323334,
		SavedAtMillis: 0x4142434445464748,
		Databases:     []Database{{0x51525354, 0x6162636465666768, 0x7172737475767778}, {1, 2, 3}}, Libraries: []byte("lib"),
	}
	commit(t, s, m, func(b *Batch) {
		b.SetRecord(0x01020304, []byte("key"), append(AppendRecordHeader(nil, Header{Kind: 0x12, Access: 0x030201}), "value"...))
		b.SetRecord(0x01020304, []byte("z"), AppendRecordHeader(nil, Header{Kind: 0x34, Access: 0x030201, ExpireAt: 0x4142434445464748}))
		b.SetRecord(0xFFFFFFFF, nil, AppendRecordHeader(nil, Header{}))
		b.SetPage(0x01020304, 0x1112131415161718, 0x21222324, []byte("page"))
	})
	var got strings.Builder
	it, err := s.db.NewIter(nil)
	must(t, err)
	for ok := it.First(); ok; ok = it.Next() {
		fmt.Fprintf(&got, "%x\n    %x\n", it.Key(), it.Value())
	}
	must(t, it.Close())
	const golden = "testdata/layout.golden"
	if *update {
		must(t, os.WriteFile(golden, []byte(got.String()), 0o600))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if got.String() != string(want) {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
}
