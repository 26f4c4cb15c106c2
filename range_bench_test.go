package holdfast_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast"
)

// A prefix scan costs what it returns: 100 of a million keys, over and over, while nothing or something changes.
func BenchmarkRange(b *testing.B) {
	const keys, found = 1_000_000, 100
	db := open(b, b.TempDir(), map[string]string{"appendfsync": "no"})
	ctx := context.Background()
	for i := range keys {
		do(b, db, "SET", fmt.Sprintf("key:%07d", i), "a value of thirty-two bytes, so.")
	}
	do(b, db, "SAVE")
	perKey := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*found), "ns/key")
	}
	prefix := func(i int) string { return fmt.Sprintf("key:%05d", i*7919%(keys/found)) }
	b.Run("KPREFIX", func(b *testing.B) {
		for i := range b.N {
			list, err := do(b, db, "KPREFIX", prefix(i), "WITHVALUES").Array()
			if err != nil || len(list) != 2*found {
				b.Fatalf("%d keys and values, %v", len(list), err)
			}
		}
		perKey(b)
	})
	for _, backward := range []bool{false, true} {
		b.Run(fmt.Sprintf("Range/backward=%v", backward), func(b *testing.B) {
			for i := range b.N {
				n := 0
				for _, err := range db.Range(ctx, holdfast.Range{Prefix: prefix(i), Backward: backward}) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				if n != found {
					b.Fatalf("%d keys", n)
				}
			}
			perKey(b)
		})
	}
	b.Run("KPREFIX/after a change", func(b *testing.B) {
		for i := range b.N {
			do(b, db, "SET", fmt.Sprintf("key:%07d", i%keys), "a value of thirty-two bytes, so.")
			do(b, db, "KPREFIX", prefix(i), "WITHVALUES")
		}
		perKey(b)
	})
}
