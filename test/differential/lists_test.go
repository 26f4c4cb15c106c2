package differential

import (
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// listFamily is the commands on lists and SORT.
func listFamily() family {
	return family{
		name: "list", weight: 10,
		next:  func(s *source) []step { return one(listSteps[s.IntN(len(listSteps))](s)) },
		reads: map[string]func(string) step{"list": func(key string) step { return do("LRANGE", key, "0", "-1") }},
	}
}

var listSteps = []func(s *source) step{
	push,
	push,
	push,
	pushMany,
	func(s *source) step { return do(s.pick("LPOP", "RPOP"), s.key()) },
	func(s *source) step { return do(s.pick("LPOP", "RPOP"), s.key(), strconv.Itoa(s.IntN(8))) },
	func(s *source) step { return do("LLEN", s.key()) },
	func(s *source) step { return do("LINDEX", s.key(), s.index()) },
	func(s *source) step { return do("LRANGE", s.key(), s.index(), s.index()) },
	func(s *source) step { return do("LRANGE", s.key(), "0", "-1") },
	func(s *source) step { return do("LTRIM", s.key(), strconv.Itoa(s.IntN(9)), strconv.Itoa(s.IntN(60)-5)) },
	func(s *source) step { return do("LSET", s.key(), s.index(), s.element()) },
	func(s *source) step {
		return do("LINSERT", s.key(), s.pick("BEFORE", "AFTER", "after"), s.element(), s.element())
	},
	func(s *source) step { return do("LREM", s.key(), s.pick("0", "1", "2", "-1", "-3"), s.element()) },
	position,
	func(s *source) step { return do("LMOVE", s.key(), s.key(), s.end(), s.end()) },
	func(s *source) step { return do("RPOPLPUSH", s.key(), s.key()) },
	func(s *source) step { return do(s.multiPop("LMPOP")...) },
	wait,
	sortNumbers,
	func(s *source) step { return do("SORT", s.key(), "ALPHA", s.pick("ASC", "DESC"), "STORE", s.key()) },
	func(s *source) step { return loosely(sortedNumbers, "SORT_RO", s.key(), "LIMIT", s.index(), s.index()) },
}

// element is one of not many, so that it is found again.
func (s *source) element() string {
	if s.chance(4) {
		return s.value()
	}
	return s.pick("a", "b", "", "1", "01", "2", "-7", "300", "1.5", "70000", "3000000000", "1e3")
}

func (s *source) end() string { return s.pick("LEFT", "RIGHT", "left") }

func push(s *source) step {
	args := []string{s.pick("LPUSH", "RPUSH", "LPUSHX", "RPUSHX"), s.key()}
	for range 1 + s.IntN(6) {
		args = append(args, s.element())
	}
	return do(args...)
}

// pushMany makes a list long enough to be stored in another way.
func pushMany(s *source) step {
	args := []string{s.pick("LPUSH", "RPUSH"), s.key()}
	for range s.IntN(200) {
		args = append(args, s.letters(12)+"some text that makes it longer")
	}
	return do(append(args, "last")...)
}

func position(s *source) step {
	args := []string{"LPOS", s.key(), s.element()}
	for range s.IntN(3) {
		args = append(args, s.pick("RANK", "COUNT", "MAXLEN"), strconv.Itoa(s.IntN(12)-3))
	}
	return loosely(sameRank, args...)
}

// sameRank lets Holdfast refuse the lowest of all ranks, whose negation there is not, as Redis does since 7.2.
func sameRank(ours, theirs resp.Value) bool {
	return ours.Kind == resp.Error && strings.HasPrefix(string(ours.Str), "ERR value is out of range, value must between") || same(ours, theirs)
}

// multiPop is LMPOP or BLMPOP, after whose name more may stand.
func (s *source) multiPop(name ...string) []string {
	keys := s.keys(3)
	args := append(append(name, strconv.Itoa(len(keys))), keys...)
	args = append(args, s.end())
	if s.chance(2) {
		args = append(args, "COUNT", strconv.Itoa(1+s.IntN(5)))
	}
	return args
}

// wait is a command that blocks for a moment at most: nobody else pushes.
func wait(s *source) step {
	const moment = "0.001"
	var args []string
	switch s.IntN(5) {
	case 0, 1:
		args = append(append([]string{s.pick("BLPOP", "BRPOP")}, s.keys(3)...), moment)
	case 2:
		args = []string{"BLMOVE", s.key(), s.key(), s.end(), s.end(), moment}
	case 3:
		args = []string{"BRPOPLPUSH", s.key(), s.key(), moment}
	default:
		args = s.multiPop("BLMPOP", moment)
	}
	return step{args: args, intact: true}
}

// sortNumbers sorts by what patterns lead to; without them most lists have an element that is no number.
func sortNumbers(s *source) step {
	args := []string{s.pick("SORT", "SORT_RO"), s.key(), "BY", s.pick("k*", "none*", "*", "h*->f"), s.pick("ASC", "DESC")}
	for range s.IntN(3) {
		args = append(args, "GET", s.pick("#", "k*", "none", "k*->a"))
	}
	if s.chance(2) {
		args = append(args, "LIMIT", strconv.Itoa(s.IntN(6)-1), strconv.Itoa(s.IntN(10)-1))
	}
	return step{args: args, check: sortedNumbers, intact: true}
}

// sortedNumbers lets Redis find an element that is no number where there is none: it takes an error that an earlier
// command has left behind for one of its own.
func sortedNumbers(ours, theirs resp.Value) bool {
	return same(ours, theirs) || strings.HasPrefix(string(theirs.Str), "ERR One or more scores")
}
