package bitmaps_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/bitmaps"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session"
)

func newSession(t testing.TB) *session.Session {
	t.Helper()
	cfg := config.New()
	space := keyspace.New(keyspace.Options{Shards: 8})
	t.Cleanup(space.Close)
	return session.New(&session.Shared{
		Table:   command.NewTable(bitmaps.Specs(cfg.ProtoMaxBulkBytes.Load)),
		Engine:  engine.New(space, commitlog.NewDiscard(1), clock.NewSystem()),
		Clients: client.NewRegistry(),
		Config:  cfg,
	}, client.New("pipe", "test", "test", 0, nil))
}

func feed(s *session.Session, input []byte) {
	for len(input) > 0 {
		input = input[s.Process(input):]
		s.Sent(len(s.Output()))
	}
}

func encode(commands [][]string) (input []byte) {
	for _, args := range commands {
		input = resp.AppendCommandStrings(input, args...)
	}
	return input
}

func TestHotPathDoesNotAllocate(t *testing.T) {
	s := newSession(t)
	for name, commands := range map[string][][]string{
		"SETBIT and GETBIT":  {{"SETBIT", "k", "7", "1"}, {"SETBIT", "k", "7", "0"}, {"GETBIT", "k", "7"}},
		"SETBIT of the same": {{"SETBIT", "k", "100000", "1"}},
		"BITCOUNT":           {{"BITCOUNT", "k"}, {"BITCOUNT", "k", "5", "300", "BIT"}},
		"BITPOS":             {{"BITPOS", "k", "1"}, {"BITPOS", "k", "0", "3", "-1"}},
		"BITFIELD":           {{"BITFIELD", "f", "INCRBY", "u16", "#3", "5", "OVERFLOW", "SAT", "SET", "i5", "99", "-3"}},
		"BITFIELD_RO":        {{"BITFIELD_RO", "f", "GET", "u16", "#3"}},
		"BITOP":              {{"BITOP", "OR", "d", "f", "f"}, {"BITOP", "NOT", "d", "f"}},
	} {
		input := encode(commands)
		feed(s, input)
		if n := testing.AllocsPerRun(100, func() { feed(s, input) }); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
