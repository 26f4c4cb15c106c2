package scripting_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

func BenchmarkEval(b *testing.B) {
	for name, words := range map[string][]string{
		"get":         {"return redis.call('get', KEYS[1])", "1", "foo"},
		"incr+expire": {"local n = redis.call('incr', KEYS[1]) if n == 1 then redis.call('expire', KEYS[1], ARGV[1]) end return n", "1", "n", "60"},
		"return":      {"return 1", "0"},
		"loop":        {"local n = 0 for i = 1, 1000 do n = n + i end return n", "0"},
	} {
		b.Run(name, func(b *testing.B) {
			s := newSession(b)
			sessiontest.Feed(s, resp.AppendCommandStrings(nil, "SET", "foo", "bar"))
			input := resp.AppendCommandStrings(nil, append([]string{"EVAL"}, words...)...)
			b.ReportAllocs()
			for b.Loop() {
				sessiontest.Feed(s, input)
			}
		})
	}
}
