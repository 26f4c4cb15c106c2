package hashes_test

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/hashes"
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
		Table:   command.NewTable(hashes.Specs()),
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
		feed(s, resp.AppendCommandStrings(nil, "HSET", "big", fmt.Sprint("field", i), fmt.Sprint("value", i)))
	}
	feed(s, resp.AppendCommandStrings(nil, "HSET", "small", "field1", "1", "field2", "text"))
	for _, key := range []string{"small", "big"} {
		for _, args := range [][]string{
			{"HSET", key, "field1", "12"},
			{"HGET", key, "field1"},
			{"HMGET", key, "field1", "field2", "missing"},
			{"HGETALL", key},
			{"HEXISTS", key, "field1"},
			{"HLEN", key},
			{"HINCRBY", key, "field1", "1"},
		} {
			input := resp.AppendCommandStrings(nil, args...)
			feed(s, input)
			if allocs := testing.AllocsPerRun(100, func() { feed(s, input) }); allocs != 0 {
				t.Errorf("%v allocates %v times", args, allocs)
			}
		}
	}
}
