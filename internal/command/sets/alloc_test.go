package sets_test

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/sets"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

func TestHotPathsDoNotAllocate(t *testing.T) {
	s := sessiontest.New(t, sets.Specs())
	for i := range 1000 {
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, "SADD", "big", fmt.Sprint("member", i)))
	}
	sessiontest.Feed(s, resp.AppendCommandStrings(nil, "SADD", "ints", "1", "2", "3"))
	sessiontest.Feed(s, resp.AppendCommandStrings(nil, "SADD", "small", "member1", "member2"))
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
			sessiontest.Feed(s, input)
			if allocs := testing.AllocsPerRun(100, func() { sessiontest.Feed(s, input) }); allocs != 0 {
				t.Errorf("%v allocates %v times", commands, allocs)
			}
		}
	}
}
