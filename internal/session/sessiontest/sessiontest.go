// Package sessiontest gives tests a session to feed commands to: with an empty keyspace, without a log, a network or
// other clients.
package sessiontest

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/session"
)

// New returns a session that knows the commands of the families. Its memory is given back when the test ends.
func New(t testing.TB, families ...[]command.Spec) *session.Session {
	t.Helper()
	keys := keyspace.New(engine.KeyspaceOptions(nil, 0, 0))
	t.Cleanup(keys.Close)
	return session.New(&session.Shared{
		Table:   command.NewTable(families...),
		Engine:  engine.New(engine.Options{Keys: keys, Log: commitlog.NewDiscard(1), Clock: clock.NewSystem()}),
		Clients: client.NewRegistry(),
		Config:  config.New(),
	}, client.New("pipe", "test", "test", 0, nil))
}

// Feed has the session run all commands of an input, and drops the replies.
func Feed(s *session.Session, input []byte) {
	for len(input) > 0 {
		input = input[s.Process(input):]
		s.Sent(len(s.Output()))
	}
}
