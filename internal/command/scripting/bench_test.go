package scripting_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/keys"
	"github.com/holdfast-db/holdfast/internal/command/scripting"
	"github.com/holdfast-db/holdfast/internal/command/strings"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/script"
	"github.com/holdfast-db/holdfast/internal/session"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"

	"log/slog"
)

// newSession is a session that knows strings, keys and scripts.
func newSession(tb testing.TB) *session.Session {
	tb.Helper()
	space := keyspace.New(keyspace.Options{})
	tb.Cleanup(space.Close)
	cfg := config.New()
	e := engine.New(space, commitlog.NewDiscard(1), clock.NewSystem())
	r := scripting.NewRunner(scripting.Options{
		Engine: e, Logger: slog.New(slog.DiscardHandler), Version: script.Version{Text: "7.2.5", Number: 0x70205},
		BusyMillis: cfg.BusyReplyMillis.Load, MaxEvalScripts: cfg.MaxEvalScripts.Load,
	})
	table := command.NewTable(strings.Specs(cfg.ProtoMaxBulkBytes.Load), keys.Specs(), r.Specs())
	return session.New(&session.Shared{Table: table, Engine: e, Clients: client.NewRegistry(), Config: cfg},
		client.New("pipe", "test", "test", 0, nil))
}

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
