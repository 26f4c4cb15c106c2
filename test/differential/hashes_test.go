package differential

import (
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// hashFamily is the commands on hashes that both servers have.
func hashFamily() family {
	return family{
		name: "hash", weight: 8,
		next: func(s *source) []step { return hashSteps[s.IntN(len(hashSteps))](s) },
		reads: map[string]func(string) step{"hash": func(key string) step {
			return loosely(samePairs, "HGETALL", key)
		}},
	}
}

var hashSteps = []func(s *source) []step{
	hsetSteps,
	hsetSteps,
	hsetSteps,
	func(s *source) []step { return one(do("HSETNX", s.key(), s.name(), s.value())) },
	func(s *source) []step { return one(do("HGET", s.key(), s.name())) },
	func(s *source) []step { return one(do("HMGET", s.key(), s.name(), s.name(), s.name())) },
	func(s *source) []step { return one(do(s.pick("HEXISTS", "HSTRLEN"), s.key(), s.name())) },
	func(s *source) []step { return one(do("HLEN", s.key())) },
	func(s *source) []step { return one(do("HDEL", s.key(), s.name(), s.name())) },
	func(s *source) []step { return one(loosely(samePairs, "HGETALL", s.key())) },
	func(s *source) []step { return one(loosely(unordered, s.pick("HKEYS", "HVALS"), s.key())) },
	func(s *source) []step { return one(do("HINCRBY", s.key(), s.name(), s.integer())) },
	func(s *source) []step { return one(do("HINCRBYFLOAT", s.key(), s.name(), s.float())) },
	func(s *source) []step {
		return one(step{args: []string{"HSCAN", s.key(), "0", "COUNT", "100000"}, check: sameScannedPairs, intact: true})
	},
	func(s *source) []step {
		return one(step{args: []string{"HRANDFIELD", s.key(), "100000"}, check: unordered, intact: true})
	},
}

// name is one of not many, so that it is found again, and sometimes too long for a listpack.
func (s *source) name() string {
	if s.chance(60) {
		return strings.Repeat("long", 20)
	}
	return s.member()
}

func hsetSteps(s *source) []step {
	args := []string{s.pick("HSET", "HSET", "HMSET"), s.key()}
	for range 1 + s.IntN(4) {
		args = append(args, s.name(), s.value())
	}
	if s.chance(20) {
		for i := range 600 {
			args = append(args, "f"+strconv.Itoa(i), "v")
		}
	}
	return one(do(args...))
}

// samePairs compares fields and values, which come in no order once a hash is big.
func samePairs(ours, theirs resp.Value) bool {
	if ours.Kind != theirs.Kind || ours.Kind != resp.Array && ours.Kind != resp.Map {
		return same(ours, theirs)
	}
	return same(inPairs(ours), inPairs(theirs))
}

// sameScannedPairs compares complete replies of HSCAN.
func sameScannedPairs(ours, theirs resp.Value) bool {
	if ours.Kind != resp.Array || theirs.Kind != resp.Array {
		return same(ours, theirs)
	}
	return same(ours.Elems[0], theirs.Elems[0]) && samePairs(ours.Elems[1], theirs.Elems[1])
}
