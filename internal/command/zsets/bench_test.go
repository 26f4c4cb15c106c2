package zsets_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/zsets"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// anyNumber stands for a random number, as it does for redis-benchmark.
const anyNumber = "__rand_int__"

// pipeline is some commands whose numbers are drawn anew every time.
type pipeline struct {
	input   []byte
	numbers []int // where they are
	below   int   // all are
	rnd     *rand.Rand
}

func newPipeline(depth, below int, words []string) *pipeline {
	p := &pipeline{below: below, rnd: rand.New(rand.NewPCG(1, 1))}
	for range depth {
		p.input = resp.AppendCommandStrings(p.input, words...)
	}
	for at := 0; ; at += len(anyNumber) {
		next := bytes.Index(p.input[at:], []byte(anyNumber))
		if next < 0 {
			return p
		}
		at += next
		p.numbers = append(p.numbers, at)
	}
}

// next returns the commands with other numbers.
func (p *pipeline) next() []byte {
	for _, at := range p.numbers {
		digits := p.input[at : at+len(anyNumber)]
		for i, n := len(digits)-1, p.rnd.IntN(p.below); i >= 0; i, n = i-1, n/10 {
			digits[i] = '0' + byte(n%10)
		}
	}
	return p.input
}

// BenchmarkSession runs pipelines of sixteen commands about a sorted set of a million; the time is that of one of them.
func BenchmarkSession(b *testing.B) {
	const n, depth = 1_000_000, 16
	s := sessiontest.New(b, zsets.Specs())
	for i := range n {
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, "ZADD", "z", strconv.Itoa(i*7919%n), fmt.Sprintf("member:%012d", i)))
	}
	for _, bench := range []struct {
		name  string
		words []string
	}{
		{"ZADD", []string{"ZADD", "z", anyNumber, "member:" + anyNumber}},
		{"ZINCRBY", []string{"ZINCRBY", "z", "1", "member:" + anyNumber}},
		{"ZSCORE", []string{"ZSCORE", "z", "member:" + anyNumber}},
		{"ZRANK", []string{"ZRANK", "z", "member:" + anyNumber}},
		{"ZRANGE", []string{"ZRANGE", "z", "500000", "500009"}},
		{"ZRANGEBYSCORE", []string{"ZRANGEBYSCORE", "z", anyNumber, "inf", "LIMIT", "0", "10"}},
	} {
		p := newPipeline(depth, n, bench.words)
		b.Run(bench.name, func(b *testing.B) {
			for i := 0; i < b.N; i += depth {
				sessiontest.Feed(s, p.next())
			}
		})
	}
}
