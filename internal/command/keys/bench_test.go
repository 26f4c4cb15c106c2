package keys_test

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/keys"
	"github.com/holdfast-db/holdfast/internal/command/strings"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// BenchmarkKeys looks among 40,000 keys.
func BenchmarkKeys(b *testing.B) {
	s := sessiontest.New(b, keys.Specs(), strings.Specs(config.New().ProtoMaxBulkBytes.Load))
	value := string(make([]byte, 2000)) // they lie far apart
	for i := range 40_000 {
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, "SET", fmt.Sprintf("%d:%d", i%20, i), value))
	}
	for _, args := range [][]string{{"KEYS", "1:1*"}, {"KEYS", "*:99"}, {"KEYS", "*"}, {"RANDOMKEY"}, {"OBJECT", "ENCODING", "0:0"}} {
		input := resp.AppendCommandStrings(nil, args...)
		b.Run(fmt.Sprint(args), func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				sessiontest.Feed(s, input)
			}
		})
	}
}
