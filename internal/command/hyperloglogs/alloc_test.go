package hyperloglogs_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/hyperloglogs"
	"github.com/holdfast-db/holdfast/internal/command/keys"
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
		Table:   command.NewTable(hyperloglogs.Specs(cfg.HLLSparseMaxBytes.Load), keys.Specs()),
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
		"PFADD of new elements":   {{"DEL", "k"}, {"PFADD", "k", "a"}, {"PFADD", "k", "b", "c", "d"}},
		"PFADD of known elements": {{"PFADD", "known", "a", "b"}},
		"PFADD to a dense sketch": {{"PFADD", "dense", "a", "b"}, {"PFDEBUG", "TODENSE", "dense"}},
		"PFCOUNT":                 {{"PFCOUNT", "known"}, {"PFCOUNT", "known", "dense"}},
		"PFMERGE":                 {{"PFMERGE", "merged", "known", "k"}},
	} {
		input := encode(commands)
		feed(s, input)
		if n := testing.AllocsPerRun(100, func() { feed(s, input) }); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
