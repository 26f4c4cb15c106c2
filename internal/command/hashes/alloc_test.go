package hashes_test

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/hashes"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

func TestHotPathsDoNotAllocate(t *testing.T) {
	s := sessiontest.New(t, hashes.Specs())
	for i := range 1000 {
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, "HSET", "big", fmt.Sprint("field", i), fmt.Sprint("value", i)))
	}
	sessiontest.Feed(s, resp.AppendCommandStrings(nil, "HSET", "small", "field1", "1", "field2", "text"))
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
			sessiontest.Feed(s, input)
			if allocs := testing.AllocsPerRun(100, func() { sessiontest.Feed(s, input) }); allocs != 0 {
				t.Errorf("%v allocates %v times", args, allocs)
			}
		}
	}
}
