package scripting_test

import (
	"bytes"
	"crypto/sha1"
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// benchPipeline is how many calls of a script come together.
const benchPipeline = 16

func BenchmarkEvalSHA(b *testing.B) {
	for _, c := range []struct {
		name  string
		words []string
	}{
		{"return", []string{"return 1", "0"}},
		{"get", []string{"return redis.call('get', KEYS[1])", "1", "foo"}},
		{"incr+expire", []string{"local n = redis.call('incr', KEYS[1]) " +
			"if n == 1 then redis.call('expire', KEYS[1], ARGV[1]) end return n", "1", "n", "60"}},
		{"loop", []string{"local n = 0 for i = 1, 1000 do n = n + i end return n", "0"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := newSession(b)
			sessiontest.Feed(s, resp.AppendCommandStrings(nil, "SET", "foo", "bar"))
			sessiontest.Feed(s, resp.AppendCommandStrings(nil, "SCRIPT", "LOAD", c.words[0]))
			sha := fmt.Sprintf("%x", sha1.Sum([]byte(c.words[0])))
			call := resp.AppendCommandStrings(nil, append([]string{"EVALSHA", sha}, c.words[1:]...)...)
			input := bytes.Repeat(call, benchPipeline)
			b.ReportAllocs()
			for i := 0; i < b.N; i += benchPipeline {
				sessiontest.Feed(s, input)
			}
		})
	}
}
