package lists_test

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/lists"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// fill pushes n elements of 16 bytes.
func fill(s *session.Session, key string, n int) {
	for i := range n {
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, "RPUSH", key, fmt.Sprintf("element:%08d", i)))
	}
}

func TestHotPathDoesNotAllocate(t *testing.T) {
	for _, n := range []int{50, 10_000} {
		s := sessiontest.New(t, lists.Specs())
		fill(s, "l", n)
		fill(s, "m", n)
		var input []byte
		for _, args := range [][]string{
			{"LPUSH", "l", "another element."}, {"RPUSH", "l", "12345", "x"}, {"LPOP", "l"}, {"RPOP", "l"}, {"RPOP", "l"},
			{"LLEN", "l"}, {"LINDEX", "l", "-7"}, {"LRANGE", "l", "3", "40"}, {"LSET", "l", "5", "another element."},
			{"LMOVE", "l", "m", "LEFT", "RIGHT"}, {"RPOPLPUSH", "m", "l"}, {"RPOPLPUSH", "l", "l"}, {"LMPOP", "1", "l", "LEFT"},
			{"LPUSHX", "l", "element:00000000"},
		} {
			input = resp.AppendCommandStrings(input, args...)
		}
		sessiontest.Feed(s, input)
		if allocs := testing.AllocsPerRun(100, func() { sessiontest.Feed(s, input) }); allocs != 0 {
			t.Errorf("%d elements: %v allocations", n, allocs)
		}
	}
}

// BenchmarkSession runs pipelines of sixteen commands; the time is that of one of them.
func BenchmarkSession(b *testing.B) {
	const depth = 16
	for _, n := range []int{50, 1_000_000} {
		s := sessiontest.New(b, lists.Specs())
		fill(s, "l", n)
		middle := fmt.Sprint(n / 2)
		for _, bench := range []struct {
			name     string
			commands [][]string
		}{
			{"LPUSH+LPOP", [][]string{{"LPUSH", "l", "another element."}, {"LPOP", "l"}}},
			{"RPUSH+RPOP", [][]string{{"RPUSH", "l", "another element."}, {"RPOP", "l"}}},
			{"LPUSH+RPOP", [][]string{{"LPUSH", "l", "another element."}, {"RPOP", "l"}}},
			{"RPOPLPUSH", [][]string{{"RPOPLPUSH", "l", "l"}}},
			{"LINDEX", [][]string{{"LINDEX", "l", middle}}},
			{"LRANGE40", [][]string{{"LRANGE", "l", "0", "39"}}},
		} {
			var input []byte
			for i := range depth {
				input = resp.AppendCommandStrings(input, bench.commands[i%len(bench.commands)]...)
			}
			b.Run(fmt.Sprintf("%s/%d", bench.name, n), func(b *testing.B) {
				for i := 0; i < b.N; i += depth {
					sessiontest.Feed(s, input)
				}
			})
		}
	}
}
