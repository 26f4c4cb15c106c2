package sets_test

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/sets"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session"
)

func newSession(t *testing.T) *session.Session {
	keys := keyspace.New(keyspace.Options{})
	t.Cleanup(keys.Close)
	shared := &session.Shared{
		Table:   command.NewTable(sets.Specs()),
		Engine:  engine.New(keys, commitlog.NewDiscard(1), clock.NewSystem()),
		Clients: client.NewRegistry(),
		Config:  config.New(),
	}
	return session.New(shared, client.New("pipe", "test", "test", 0, nil))
}

func feed(s *session.Session, input []byte) {
	for len(input) > 0 {
		input = input[s.Process(input):]
		s.Sent(len(s.Output()))
	}
}

func TestHotPathsDoNotAllocate(t *testing.T) {
	s := newSession(t)
	for i := range 1000 {
		feed(s, resp.AppendCommandStrings(nil, "SADD", "big", fmt.Sprint("member", i)))
	}
	feed(s, resp.AppendCommandStrings(nil, "SADD", "ints", "1", "2", "3"))
	feed(s, resp.AppendCommandStrings(nil, "SADD", "small", "member1", "member2"))
	for _, key := range []string{"ints", "small", "big"} {
		for _, commands := range [][][]string{
			{{"SADD", key, "7"}, {"SREM", key, "7"}},
			{{"SISMEMBER", key, "member1"}},
			{{"SMISMEMBER", key, "member1", "2"}},
			{{"SMEMBERS", key}},
			{{"SCARD", key}},
			{{"SADD", key, "7"}, {"SRANDMEMBER", key}, {"SREM", key, "7"}},
		} {
			var input []byte
			for _, args := range commands {
				input = resp.AppendCommandStrings(input, args...)
			}
			feed(s, input)
			if allocs := testing.AllocsPerRun(100, func() { feed(s, input) }); allocs != 0 {
				t.Errorf("%v allocates %v times", commands, allocs)
			}
		}
	}
}
