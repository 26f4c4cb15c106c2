package differential

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// setFamily is the commands on sets. What is chosen by chance is compared only where all is chosen.
func setFamily() family {
	return family{
		name: "set", weight: 8,
		next:  func(s *source) []step { return setSteps[s.IntN(len(setSteps))](s) },
		reads: map[string]func(string) step{"set": func(key string) step { return loosely(unordered, "SMEMBERS", key) }},
	}
}

var setSteps = []func(s *source) []step{
	saddSteps,
	saddSteps,
	saddSteps,
	func(s *source) []step { return one(do("SREM", s.key(), s.name(), s.name())) },
	func(s *source) []step { return one(do("SCARD", s.key())) },
	func(s *source) []step { return one(do("SISMEMBER", s.key(), s.name())) },
	func(s *source) []step { return one(do("SMISMEMBER", s.key(), s.name(), s.name())) },
	func(s *source) []step { return one(loosely(unordered, "SMEMBERS", s.key())) },
	func(s *source) []step { return one(do("SMOVE", s.key(), s.key(), s.name())) },
	func(s *source) []step {
		return one(step{args: []string{"SPOP", s.key(), s.pick("100000", "100000", "0", "-1", "x")}, check: unordered, intact: true})
	},
	func(s *source) []step {
		return one(step{args: []string{"SRANDMEMBER", s.key(), "100000"}, check: unordered, intact: true})
	},
	func(s *source) []step {
		return one(step{args: []string{"SSCAN", s.key(), "0", "COUNT", "100000"}, check: sameScannedSet, intact: true})
	},
	func(s *source) []step {
		return one(loosely(unordered, append([]string{s.pick("SINTER", "SUNION", "SDIFF")}, s.keys(4)...)...))
	},
	func(s *source) []step {
		return one(do(append([]string{s.pick("SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"), s.key()}, s.keys(4)...)...))
	},
	func(s *source) []step {
		return one(do(s.withOptions(s.counted("SINTERCARD"), "LIMIT", "1", "0", "3", "-1")...))
	},
}

func saddSteps(s *source) []step {
	args := []string{"SADD", s.key()}
	for range 1 + s.IntN(4) {
		args = append(args, s.name())
	}
	switch {
	case s.chance(12): // only integers
		args = args[:2]
		for range 1 + s.IntN(700) {
			args = append(args, strconv.Itoa(s.IntN(1<<(1+s.IntN(60)))))
		}
	case s.chance(12):
		for i := range 200 {
			args = append(args, "m"+strconv.Itoa(i))
		}
	}
	return one(do(args...))
}

// sameScannedSet compares complete replies of SSCAN.
func sameScannedSet(ours, theirs resp.Value) bool {
	if ours.Kind != resp.Array || theirs.Kind != resp.Array {
		return same(ours, theirs)
	}
	return same(ours.Elems[0], theirs.Elems[0]) && unordered(ours.Elems[1], theirs.Elems[1])
}
