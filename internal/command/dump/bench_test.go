package dump_test

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/dump"
	"github.com/holdfast-db/holdfast/internal/command/hashes"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// BenchmarkDump writes the payload of a hash.
func BenchmarkDump(b *testing.B) {
	s := sessiontest.New(b, hashes.Specs(), dump.Specs(config.New().ProtoMaxBulkBytes.Load))
	for _, fields := range []int{10, 100, 1000} {
		key := fmt.Sprint(fields)
		for i := range fields {
			sessiontest.Feed(s, resp.AppendCommandStrings(nil, "HSET", key, fmt.Sprintf("f%d", i), fmt.Sprintf("value-%d", i)))
		}
		input := resp.AppendCommandStrings(nil, "DUMP", key)
		b.Run(key, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				sessiontest.Feed(s, input)
			}
		})
	}
}
