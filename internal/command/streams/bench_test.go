package streams_test

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/streams"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

func newSession(t testing.TB) *session.Session {
	return sessiontest.New(t, streams.Specs(func() int64 { return 100 }))
}

// fill adds n entries.
func fill(s *session.Session, key string, n int) {
	for i := range n {
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, "XADD", key, fmt.Sprintf("%d-1", i+1), "name", fmt.Sprintf("value:%010d", i)))
	}
}

func TestHotPathDoesNotAllocate(t *testing.T) {
	for _, n := range []int{20, 10_000} {
		s := newSession(t)
		fill(s, "s", n)
		var input []byte
		for _, args := range [][]string{
			{"XADD", "s", "*", "name", "value:0000000000"}, {"XADD", "s", "MAXLEN", "~", "1000", "*", "other", "v", "field", "12"},
			{"XLEN", "s"}, {"XRANGE", "s", "-", "+", "COUNT", "10"}, {"XREVRANGE", "s", "+", "-", "COUNT", "3"},
			{"XGROUP", "CREATECONSUMER", "s", "g", "c"},
			{"XREADGROUP", "GROUP", "g", "c", "COUNT", "2", "STREAMS", "s", ">"}, {"XACK", "s", "g", "1-1", "2-1", "3-1"},
			{"XDEL", "s", "4-1"}, {"XTRIM", "s", "MAXLEN", "=", fmt.Sprint(n)},
		} {
			input = resp.AppendCommandStrings(input, args...)
		}
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, "XGROUP", "CREATE", "s", "g", "0"))
		sessiontest.Feed(s, input)
		if allocs := testing.AllocsPerRun(200, func() { sessiontest.Feed(s, input) }); allocs != 0 {
			t.Errorf("%d entries: %v allocations", n, allocs)
		}
	}
}

func benchmark(b *testing.B, prepare []string, args ...string) {
	s := newSession(b)
	fill(s, "s", 1000)
	if prepare != nil {
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, prepare...))
	}
	input := resp.AppendCommandStrings(nil, args...)
	for b.Loop() {
		sessiontest.Feed(s, input)
	}
}

func BenchmarkXADD(b *testing.B) { benchmark(b, nil, "XADD", "s", "*", "name", "value:0000000000") }

func BenchmarkXRANGE10(b *testing.B) { benchmark(b, nil, "XRANGE", "s", "-", "+", "COUNT", "10") }

// BenchmarkDelivery adds an entry, delivers it and acknowledges it.
func BenchmarkDelivery(b *testing.B) {
	s := newSession(b)
	sessiontest.Feed(s, resp.AppendCommandStrings(nil, "XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"))
	var input []byte
	for i := 1; b.Loop(); i++ {
		id := fmt.Sprintf("%d-1", i)
		input = resp.AppendCommandStrings(input[:0], "XADD", "s", id, "name", "value:0000000000")
		input = resp.AppendCommandStrings(input, "XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "STREAMS", "s", ">")
		sessiontest.Feed(s, resp.AppendCommandStrings(input, "XACK", "s", "g", id))
	}
}

// BenchmarkConsume delivers and acknowledges entries of a stream that was there before.
func BenchmarkConsume(b *testing.B) {
	for _, count := range []int{1, 10} {
		b.Run(fmt.Sprint(count), func(b *testing.B) { benchmarkConsume(b, count, true) })
	}
}

// BenchmarkConsumeWithProperties does it in a group that delivers again, and in one that keeps an order besides.
func BenchmarkConsumeWithProperties(b *testing.B) {
	for name, properties := range map[string][]string{
		"retries": {"VISIBILITY", "60000"}, "order": {"VISIBILITY", "60000", "ORDERBY", "name"},
	} {
		b.Run(name, func(b *testing.B) { benchmarkConsume(b, 1, true, properties...) })
	}
}

// BenchmarkReadGroup delivers entries that nobody acknowledges.
func BenchmarkReadGroup(b *testing.B) {
	for _, count := range []int{1, 10} {
		b.Run(fmt.Sprint(count), func(b *testing.B) { benchmarkConsume(b, count, false) })
	}
}

// benchmarkConsume goes through a stream over and over again, so many entries at a time.
func benchmarkConsume(b *testing.B, count int, acks bool, properties ...string) {
	const length = 10_000
	s := newSession(b)
	fill(s, "s", length)
	again := resp.AppendCommandStrings(nil, "XGROUP", "DESTROY", "s", "g")
	again = resp.AppendCommandStrings(again, "XGROUP", "CREATE", "s", "g", "0", "ENTRIESREAD", "0")
	if properties != nil {
		again = resp.AppendCommandStrings(again, append([]string{"XGROUP", "CONFIGURE", "s", "g"}, properties...)...)
	}
	sessiontest.Feed(s, again)
	read := resp.AppendCommandStrings(nil, "XREADGROUP", "GROUP", "g", "c", "COUNT", fmt.Sprint(count), "STREAMS", "s", ">")
	inputs := make([][]byte, length/count)
	for i := range inputs {
		inputs[i] = read
		if acks {
			words := []string{"XACK", "s", "g"}
			for j := range count {
				words = append(words, fmt.Sprintf("%d-1", i*count+j+1))
			}
			inputs[i] = resp.AppendCommandStrings(append([]byte(nil), read...), words...)
		}
	}
	i := 0
	for b.Loop() {
		if i == len(inputs) {
			i = 0
			sessiontest.Feed(s, again)
		}
		sessiontest.Feed(s, inputs[i])
		i++
	}
}

// BenchmarkXADDWithRetries adds to a stream whose group delivers again what nobody acknowledges.
func BenchmarkXADDWithRetries(b *testing.B) {
	s := newSession(b)
	fill(s, "s", 1000)
	for _, args := range [][]string{
		{"XGROUP", "CREATE", "s", "g", "0"}, {"XGROUP", "CONFIGURE", "s", "g", "VISIBILITY", "60000"},
		{"XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "STREAMS", "s", ">"},
	} {
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, args...))
	}
	input := resp.AppendCommandStrings(nil, "XADD", "s", "*", "name", "value:0000000000")
	for b.Loop() {
		sessiontest.Feed(s, input)
	}
}
