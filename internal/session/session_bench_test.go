package session_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/hashes"
	"github.com/holdfast-db/holdfast/internal/command/keys"
	"github.com/holdfast-db/holdfast/internal/command/lists"
	"github.com/holdfast-db/holdfast/internal/command/strings"
	"github.com/holdfast-db/holdfast/internal/command/transactions"
	"github.com/holdfast-db/holdfast/internal/command/zsets"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// pipelines returns batches of one command each over many keys.
func pipelines(cmd string, depth, batches int, value ...string) [][]byte {
	list := make([][]byte, batches)
	n := 0
	for i := range list {
		for range depth {
			n += 7919
			args := append([]string{cmd, fmt.Sprintf("key:%012d", n%1_000_000)}, value...)
			list[i] = resp.AppendCommandStrings(list[i], args...)
		}
	}
	return list
}

const benchValue = "a value of thirty-two bytes, so."

func BenchmarkSession(b *testing.B) {
	for _, depth := range []int{1, 16} {
		s := sessiontest.New(b, strings.Specs(config.New().ProtoMaxBulkBytes.Load), keys.Specs())
		sets := pipelines("SET", depth, 1_000_000/depth, benchValue)
		gets := pipelines("GET", depth, 1_000_000/depth)
		for _, batch := range sets {
			sessiontest.Feed(s, batch)
		}
		for name, batches := range map[string][][]byte{"SET": sets, "GET": gets} {
			b.Run(fmt.Sprintf("%s/pipeline=%d", name, depth), func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; i < b.N; i += depth {
					sessiontest.Feed(s, batches[i/depth%len(batches)])
				}
			})
		}
	}
}

// BenchmarkTransaction is MULTI, ten SETs and EXEC, several times in a pipeline.
func BenchmarkTransaction(b *testing.B) {
	const depth = 16
	s := sessiontest.New(b, strings.Specs(config.New().ProtoMaxBulkBytes.Load), transactions.Specs())
	var input []byte
	for _, sets := range pipelines("SET", 10, depth, benchValue) {
		input = append(append(append(input, "MULTI\r\n"...), sets...), "EXEC\r\n"...)
	}
	b.ReportAllocs()
	for i := 0; i < b.N; i += depth {
		sessiontest.Feed(s, input)
	}
}

// BenchmarkCollections is pipelines of sixteen commands on collections of a million elements.
func BenchmarkCollections(b *testing.B) {
	const depth, elements = 16, 1_000_000
	s := sessiontest.New(b, lists.Specs(), hashes.Specs(), zsets.Specs())
	for i := range elements {
		for _, words := range [][]string{
			{"RPUSH", "list", fmt.Sprintf("value:%012d", i)},
			{"HSET", "hash", fmt.Sprintf("field:%012d", i), "value"},
			{"ZADD", "zset", strconv.Itoa(i * 7919 % elements), fmt.Sprintf("member:%012d", i)},
		} {
			sessiontest.Feed(s, resp.AppendCommandStrings(nil, words...))
		}
	}
	n := 0
	random := func(format string) string {
		n += 7919
		return fmt.Sprintf(format, n%elements)
	}
	for _, c := range []struct {
		name  string
		words func() []string
	}{
		{"LLEN", func() []string { return []string{"LLEN", "list"} }},
		{"LPUSH", func() []string { return []string{"LPUSH", "list", random("value:%012d")} }},
		{"HGET", func() []string { return []string{"HGET", "hash", random("field:%012d")} }},
		{"ZADD", func() []string { return []string{"ZADD", "zset", random("%d"), random("member:%012d")} }},
		{"ZRANGE", func() []string { return []string{"ZRANGE", "zset", "500000", "500009"} }},
	} {
		var batches [][]byte
		for range elements / depth {
			var batch []byte
			for range depth {
				batch = resp.AppendCommandStrings(batch, c.words()...)
			}
			batches = append(batches, batch)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; i < b.N; i += depth {
				sessiontest.Feed(s, batches[i/depth%len(batches)])
			}
		})
	}
}

func TestHotPathDoesNotAllocate(t *testing.T) {
	s := sessiontest.New(t, strings.Specs(config.New().ProtoMaxBulkBytes.Load), keys.Specs())
	for name, input := range map[string][]byte{
		"SET":      pipelines("SET", 1, 1, benchValue)[0],
		"GET":      pipelines("GET", 1, 1)[0],
		"PIPELINE": append(pipelines("SET", 16, 1, benchValue)[0], pipelines("GET", 16, 1)[0]...),
	} {
		sessiontest.Feed(s, input)
		if allocs := testing.AllocsPerRun(100, func() { sessiontest.Feed(s, input) }); allocs != 0 {
			t.Errorf("%s allocates %v times", name, allocs)
		}
	}
}
