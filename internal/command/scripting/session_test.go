package scripting_test

import (
	"log/slog"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

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
	"github.com/holdfast-db/holdfast/internal/script"
	"github.com/holdfast-db/holdfast/internal/session"
)

// newSession is a session that knows strings, keys and scripts, with settings as on a command line.
func newSession(tb testing.TB, settings ...string) *session.Session {
	tb.Helper()
	space := keyspace.New(engine.KeyspaceOptions(nil, 0, 0))
	tb.Cleanup(space.Close)
	cfg := config.New()
	if err := cfg.Load(vfs.NewMem(), nil, settings); err != nil {
		tb.Fatal(err)
	}
	e := engine.New(engine.Options{Keys: space, Log: commitlog.NewDiscard(1), Clock: clock.NewSystem()})
	r := scripting.NewRunner(scripting.Options{
		Engine: e, Logger: slog.New(slog.DiscardHandler), Version: script.Version{Text: "7.2.5", Number: 0x70205},
		BusyMillis: cfg.BusyReplyMillis.Load, MaxEvalScripts: cfg.MaxEvalScripts.Load, MaxMemoryBytes: cfg.EvalMemoryBytes.Load,
	})
	table := command.NewTable(strings.Specs(cfg.ProtoMaxBulkBytes.Load), keys.Specs(), r.Specs())
	return session.New(&session.Shared{Table: table, Engine: e, Clients: client.NewRegistry(), Config: cfg},
		client.New("pipe", "test", "test", 0, nil))
}
