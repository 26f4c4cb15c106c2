package differential

import (
	"slices"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// genericFamily is the commands on keys whatever they hold.
func genericFamily() family {
	return family{
		name: "generic", weight: 8,
		next: func(s *source) []step { return genericSteps[s.IntN(len(genericSteps))](s) },
	}
}

var genericSteps = []func(s *source) []step{
	func(s *source) []step {
		return one(do(append([]string{s.pick("DEL", "UNLINK", "EXISTS", "TOUCH")}, s.keys(3)...)...))
	},
	func(s *source) []step { return one(do("TYPE", s.key())) },
	func(s *source) []step { return one(do(s.pick("RENAME", "RENAMENX"), s.key(), s.key())) },
	copySteps,
	func(s *source) []step { return one(do("MOVE", s.key(), s.database())) },
	expireSteps,
	expireSteps,
	func(s *source) []step { return one(do("PERSIST", s.key())) },
	func(s *source) []step { return one(loosely(nearSeconds, s.pick("TTL", "EXPIRETIME"), s.key())) },
	func(s *source) []step { return one(loosely(nearMillis, s.pick("PTTL", "PEXPIRETIME"), s.key())) },
	func(s *source) []step { return one(loosely(unordered, "KEYS", s.pattern())) },
	randomKeySteps,
	scanSteps,
	objectSteps,
}

func copySteps(s *source) []step {
	args := []string{"COPY", s.key(), s.key()}
	if s.chance(2) {
		args = append(args, "DB", s.database())
	}
	if s.chance(2) {
		args = append(args, "REPLACE")
	}
	return one(do(args...))
}

func expireSteps(s *source) []step {
	var args []string
	switch s.IntN(6) {
	case 0:
		args = []string{"EXPIRE", s.key(), s.forSeconds()}
	case 1:
		args = []string{"PEXPIRE", s.key(), s.forMillis()}
	case 2:
		args = []string{"EXPIREAT", s.key(), s.atSeconds()}
	case 3:
		args = []string{"PEXPIREAT", s.key(), s.atMillis()}
	case 4:
		args = []string{s.pick("EXPIREAT", "PEXPIREAT"), s.key(), s.past()}
	default:
		args = []string{s.pick("EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"), s.key(), s.pick("0", "-1", "-100000")}
	}
	for range s.IntN(3) {
		args = append(args, s.pick("NX", "XX", "GT", "LT", "nx"))
	}
	return one(do(args...))
}

func (s *source) pattern() string {
	return s.pick("*", "k*", "k1?", "k[0-3]", "k[^0-3]", "?", "", "\\*", "*1*", "k[", "[k]5", "k\\1", "\x00*")
}

// randomKeySteps asks for a key and then for all of them, among which it must be.
func randomKeySteps(s *source) []step {
	var ours, theirs resp.Value
	remember := func(o, t resp.Value) bool {
		ours, theirs = o, t
		return o.Kind == t.Kind
	}
	lookUp := func(o, t resp.Value) bool {
		return unordered(o, t) && isAmong(ours, o) && isAmong(theirs, t)
	}
	return []step{
		{args: []string{"RANDOMKEY"}, check: remember, intact: true},
		{args: []string{"KEYS", "*"}, check: lookUp, intact: true},
	}
}

// isAmong holds for null too, when there is nothing to be among.
func isAmong(v, all resp.Value) bool {
	if v.Kind != resp.Bulk || all.Kind != resp.Array {
		return len(all.Elems) == 0
	}
	return slices.ContainsFunc(all.Elems, func(e resp.Value) bool { return string(e.Str) == string(v.Str) })
}

func scanSteps(s *source) []step {
	var options []string
	if s.chance(2) {
		options = append(options, "MATCH", s.pattern())
	}
	if s.chance(2) {
		options = append(options, "COUNT", s.pick("1", "3", "10", "1000", "0", "9223372036854775807"))
	}
	if s.chance(3) {
		options = append(options, "TYPE", s.pick("string", "STRING", "list", "nosuchtype"))
	}
	if s.chance(4) {
		cursor := s.pick("a", "", "-1", "+1", " 1", "1 ", "-", "99999999999999999999")
		return one(loosely(sameKind, append([]string{"SCAN", cursor}, options...)...))
	}
	return one(step{args: append([]string{"SCAN"}, options...), iterates: true, intact: true})
}

func objectSteps(s *source) []step {
	switch s.IntN(5) {
	case 0:
		return one(loosely(nearSeconds, "OBJECT", "IDLETIME", s.key()))
	case 1:
		return one(do("OBJECT", "FREQ", s.key()))
	case 2:
		return one(loosely(sameKind, "OBJECT", "REFCOUNT", s.key()))
	default:
		return one(loosely(encodings, "OBJECT", "ENCODING", s.key()))
	}
}

// sameKind compares errors only: cursors mean what their server wants, and as to OBJECT REFCOUNT, Redis shares small
// integers and Holdfast shares nothing.
func sameKind(ours, theirs resp.Value) bool {
	return ours.Kind == theirs.Kind && (ours.Kind != resp.Error || same(ours, theirs))
}

// encodings lets Holdfast store the result of INCRBYFLOAT as an integer when it is one. Before 7.2, all lists of Redis
// are quicklists.
func encodings(ours, theirs resp.Value) bool {
	isInt := string(ours.Str) == "int" && string(theirs.Str) == "embstr"
	isList := string(ours.Str) == "listpack" && string(theirs.Str) == "quicklist"
	// Since 7.2 sets can be listpacks, and are made for as many members as the command names.
	isSet := string(theirs.Str) == "intset" && string(ours.Str) != "" || string(ours.Str) == "listpack" && string(theirs.Str) == "hashtable"
	// SORT makes skiplists of the sorted sets that it reads.
	isZSet := string(ours.Str) == "listpack" && string(theirs.Str) == "skiplist"
	return same(ours, theirs) || isInt || isList || isSet || isZSet
}
