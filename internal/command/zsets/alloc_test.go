package zsets_test

import (
	"strconv"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/zsets"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

func TestHotPathDoesNotAllocate(t *testing.T) {
	for _, size := range []int{100, 5000} {
		s := sessiontest.New(t, zsets.Specs())
		for i := range size {
			sessiontest.Feed(s, resp.AppendCommandStrings(nil, "ZADD", "z", strconv.Itoa(i*7919%size), "member:"+strconv.Itoa(i)))
		}
		for _, words := range [][]string{
			{"ZADD", "z", "5", "member:42"}, {"ZADD", "z", "1.5", "member:42"}, {"ZADD", "z", "-2", "member:42"},
			{"ZADD", "z", "XX", "GT", "CH", "17", "member:7", "18", "member:8"},
			{"ZINCRBY", "z", "3", "member:11"},
			{"ZSCORE", "z", "member:42"}, {"ZRANK", "z", "member:42"}, {"ZREVRANK", "z", "none"},
			{"ZCARD", "z"}, {"ZCOUNT", "z", "5", "(50"},
			{"ZRANGE", "z", "10", "80"}, {"ZRANGE", "z", "10", "80", "WITHSCORES"}, {"ZREVRANGE", "z", "10", "80"},
			{"ZRANGEBYSCORE", "z", "10", "inf", "LIMIT", "5", "10"},
		} {
			input := resp.AppendCommandStrings(nil, words...)
			sessiontest.Feed(s, input)
			if n := testing.AllocsPerRun(200, func() { sessiontest.Feed(s, input) }); n != 0 {
				t.Errorf("%v with %d members allocates %v times", words, size, n)
			}
		}
		add, remove := resp.AppendCommandStrings(nil, "ZADD", "z", "1", "new"), resp.AppendCommandStrings(nil, "ZREM", "z", "new")
		if n := testing.AllocsPerRun(200, func() { sessiontest.Feed(s, add); sessiontest.Feed(s, remove) }); n != 0 {
			t.Errorf("ZADD and ZREM with %d members allocate %v times", size, n)
		}
	}
}
