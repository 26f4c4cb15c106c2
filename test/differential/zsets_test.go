package differential

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// zsetFamily is the commands on sorted sets.
func zsetFamily() family {
	return family{
		name: "sorted-set", weight: 10,
		next: func(s *source) []step { return zsetSteps[s.IntN(len(zsetSteps))](s) },
		reads: map[string]func(string) step{"zset": func(key string) step {
			return scored("ZRANGE", key, "0", "-1", "WITHSCORES")
		}},
	}
}

// scored is a command whose reply has scores.
func scored(args ...string) step { return loosely(sameScores, args...) }

// sameScores compares numbers by their value: Redis writes them with the fewest digits since 7.2 only.
func sameScores(ours, theirs resp.Value) bool {
	if ours.Kind != theirs.Kind || ours.Int != theirs.Int || len(ours.Elems) != len(theirs.Elems) {
		return false
	}
	for i := range ours.Elems {
		if !sameScores(ours.Elems[i], theirs.Elems[i]) {
			return false
		}
	}
	if ours.Kind != resp.Bulk && ours.Kind != resp.Double {
		return bytes.Equal(ours.Str, theirs.Str)
	}
	a, errA := strconv.ParseFloat(string(ours.Str), 64)
	b, errB := strconv.ParseFloat(string(theirs.Str), 64)
	return bytes.Equal(ours.Str, theirs.Str) || errA == nil && errB == nil && a == b
}

var zsetSteps = []func(s *source) []step{
	zaddSteps,
	zaddSteps,
	zaddSteps,
	zaddManySteps,
	func(s *source) []step { return one(scored("ZINCRBY", s.key(), s.score(), s.member())) },
	func(s *source) []step { return one(do("ZREM", s.key(), s.member(), s.member())) },
	func(s *source) []step { return one(do("ZCARD", s.key())) },
	func(s *source) []step { return one(scored("ZSCORE", s.key(), s.member())) },
	func(s *source) []step { return one(scored("ZMSCORE", s.key(), s.member(), s.member())) },
	func(s *source) []step { // intact: WITHSCORE is new in 7.2
		return one(step{args: []string{s.pick("ZRANK", "ZREVRANK"), s.key(), s.member()}, intact: true})
	},
	func(s *source) []step { return one(do("ZCOUNT", s.key(), s.limit(), s.limit())) },
	func(s *source) []step { return one(scored(s.pick("ZPOPMIN", "ZPOPMAX"), s.key())) },
	func(s *source) []step {
		return one(scored(s.pick("ZPOPMIN", "ZPOPMAX"), s.key(), strconv.Itoa(s.IntN(6))))
	},
	func(s *source) []step { return one(scored(s.multiPopScored("ZMPOP")...)) },
	zwaitSteps,
	zrangeSteps,
	zrangeSteps,
	zrangeSteps,
	lexSteps,
	func(s *source) []step {
		return one(do("ZREMRANGEBYRANK", s.key(), strconv.Itoa(s.IntN(9)-2), strconv.Itoa(s.IntN(12)-6)))
	},
	func(s *source) []step { return one(do("ZREMRANGEBYSCORE", s.key(), s.limit(), s.limit())) },
	combineSteps,
	combineSteps,
	func(s *source) []step {
		return one(do(s.withOptions(s.counted("ZINTERCARD"), "LIMIT", "1", "0", "3")...))
	},
	func(s *source) []step {
		return one(step{args: []string{"ZSCAN", s.key(), "0", "COUNT", "100000"}, check: sameScan, intact: true})
	},
	zrandMemberSteps,
}

// member is one of not many, so that it is found again.
func (s *source) member() string {
	switch s.IntN(10) {
	case 0:
		return s.word(12)
	case 1:
		return s.integer()
	}
	return s.pick("a", "b", "c", "d", "", "1", "01", "2", "-7", "300", "1.5")
}

// word is letters without zero bytes, at which SORT ends a text.
func (s *source) word(most int) string { return strings.ReplaceAll(s.letters(most), "\x00", "e") }

// score is one of not many, so that there are members to be ordered by name.
func (s *source) score() string {
	switch s.IntN(8) {
	case 0:
		return s.float()
	case 1:
		return s.pick("inf", "-inf", "+inf", "-0", "0.1", "1e15", "0x10", "17179869184.5")
	default:
		return strconv.Itoa(s.IntN(7) - 3)
	}
}

// limit is an end of a range of scores.
func (s *source) limit() string {
	if s.chance(8) {
		return s.pick("-inf", "+inf", "(inf", "(-inf", "", "(", " 1", "1 ", "1e400", "nan", "((1")
	}
	return s.pick("", "", "(") + s.score()
}

// withOptions appends an option with one of some values, or not.
func (s *source) withOptions(args []string, option string, values ...string) []string {
	if s.chance(2) {
		return args
	}
	return append(args, option, s.pick(values...))
}

func zaddSteps(s *source) []step {
	args := []string{"ZADD", s.key()}
	for range s.IntN(3) {
		args = append(args, s.pick("NX", "XX", "GT", "LT", "CH", "INCR", "ch"))
	}
	for range 1 + s.IntN(4) {
		args = append(args, s.score(), s.member())
	}
	return one(scored(args...))
}

// zaddManySteps makes a sorted set large enough to be stored in another way. No member is named twice: Redis counts
// names since 7.2.
func zaddManySteps(s *source) []step {
	args := []string{"ZADD", s.key()}
	for i := range s.IntN(300) {
		args = append(args, s.score(), "m"+strconv.Itoa(i))
	}
	return one(do(append(args, "1", "last")...))
}

// multiPopScored is ZMPOP or BZMPOP, after whose name more may stand.
func (s *source) multiPopScored(name ...string) []string {
	return s.withOptions(append(s.counted(name...), s.pick("MIN", "MAX", "max")), "COUNT", "1", "2", "7")
}

// counted appends a number of keys and the keys.
func (s *source) counted(args ...string) []string {
	keys := s.keys(3)
	return append(append(args, strconv.Itoa(len(keys))), keys...)
}

// zwaitSteps blocks for a moment at most: nobody else adds members.
func zwaitSteps(s *source) []step {
	const moment = "0.001"
	args := s.multiPopScored("BZMPOP", moment)
	if s.chance(2) {
		args = append(append([]string{s.pick("BZPOPMIN", "BZPOPMAX")}, s.keys(3)...), moment)
	}
	return one(step{args: args, check: sameScores, intact: true})
}

func zrangeSteps(s *source) []step {
	rank := func() string { return strconv.Itoa(s.IntN(20) - 10) }
	var args []string
	switch s.IntN(5) {
	case 0:
		args = []string{s.pick("ZRANGE", "ZREVRANGE"), s.key(), rank(), rank()}
	case 1:
		args = []string{s.pick("ZRANGEBYSCORE", "ZREVRANGEBYSCORE"), s.key(), s.limit(), s.limit()}
	case 2:
		args = []string{"ZRANGE", s.key(), s.limit(), s.limit(), "BYSCORE"}
	case 3:
		args = []string{"ZRANGESTORE", s.key(), s.key(), rank(), rank()}
	default:
		args = []string{"ZRANGESTORE", s.key(), s.key(), s.limit(), s.limit(), "BYSCORE"}
	}
	if s.chance(3) {
		args = append(args, "LIMIT", strconv.Itoa(s.IntN(6)-1), strconv.Itoa(s.IntN(6)-1))
	}
	for range s.IntN(3) {
		args = append(args, s.pick("WITHSCORES", "REV"))
	}
	return one(scored(args...))
}

// lexSteps makes a sorted set whose scores are all the same: no other has ranges of members to rely on.
func lexSteps(s *source) []step {
	key := s.key()
	lex := func() string { return s.pick("[", "(", "[", "(", "-", "+", "") + s.pick("", s.word(3)) }
	steps := []step{{args: []string{"DEL", key}, intact: true}}
	if s.chance(2) {
		steps = append(steps, zaddAllAt(s, key, s.pick("0", "-1.5")))
	}
	for range 4 {
		var args []string
		switch s.IntN(5) {
		case 0:
			args = []string{s.pick("ZRANGEBYLEX", "ZREVRANGEBYLEX"), key, lex(), lex()}
		case 1:
			args = []string{"ZRANGE", key, lex(), lex(), "BYLEX", s.pick("REV", "WITHSCORES", "BYLEX")}
		case 2:
			args = []string{"ZLEXCOUNT", key, lex(), lex()}
		case 3:
			args = []string{"ZREMRANGEBYLEX", key, lex(), lex()}
		default:
			args = []string{"ZRANGESTORE", s.key(), key, lex(), lex(), "BYLEX"}
		}
		if s.chance(3) && args[0] != "ZLEXCOUNT" {
			args = append(args, "LIMIT", strconv.Itoa(s.IntN(6)-1), strconv.Itoa(s.IntN(6)-1))
		}
		steps = append(steps, step{args: args, intact: true})
	}
	return steps
}

func zaddAllAt(s *source, key, score string) step {
	args := []string{"ZADD", key}
	for i := range 1 + s.IntN(200) {
		args = append(args, score, s.word(3)+strconv.Itoa(i))
	}
	return step{args: args, intact: true}
}

func combineSteps(s *source) []step {
	name := s.pick("ZUNION", "ZINTER", "ZDIFF", "ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE")
	args := []string{name}
	stores := len(name) > len("ZUNION")
	if stores {
		args = append(args, s.key())
	}
	keys := s.keys(3)
	args = append(append(args, strconv.Itoa(len(keys))), keys...)
	if s.chance(3) {
		args = append(args, "WEIGHTS")
		for range keys {
			args = append(args, s.score())
		}
	}
	args = s.withOptions(args, "AGGREGATE", "SUM", "MIN", "MAX", "min")
	if !stores && s.chance(2) {
		args = append(args, "WITHSCORES")
	}
	return one(scored(args...))
}

// sameScan compares complete replies of ZSCAN, which come in no order.
func sameScan(ours, theirs resp.Value) bool {
	if ours.Kind != resp.Array || theirs.Kind != resp.Array {
		return same(ours, theirs)
	}
	a, b := inPairs(ours.Elems[1]), inPairs(theirs.Elems[1])
	return sameScores(ours.Elems[0], theirs.Elems[0]) && sameScores(a, b)
}

// inPairs orders a flat array of members and scores by member.
func inPairs(v resp.Value) resp.Value {
	sorted := resp.Value{Kind: resp.Array}
	for pair := range slices.Chunk(v.Elems, 2) {
		sorted.Elems = append(sorted.Elems, resp.Value{Kind: resp.Array, Elems: pair})
	}
	slices.SortFunc(sorted.Elems, func(a, b resp.Value) int { return bytes.Compare(a.Elems[0].Str, b.Elems[0].Str) })
	return sorted
}

// zrandMemberSteps asks for all members, or for as many as there may be more.
func zrandMemberSteps(s *source) []step {
	howMany := func(ours, theirs resp.Value) bool {
		return ours.Kind == theirs.Kind && len(ours.Elems) == len(theirs.Elems) &&
			(ours.Kind != resp.Error || same(ours, theirs))
	}
	args := []string{"ZRANDMEMBER", s.key(), s.pick("0", "1", "5", "-5", "1000", "x")}
	if s.chance(2) {
		args = append(args, s.pick("WITHSCORES", "WITHSCORES", "X"))
	}
	return []step{
		loosely(howMany, args...),
		{args: []string{"ZRANDMEMBER", s.key(), "100000"}, check: unordered, intact: true},
	}
}
