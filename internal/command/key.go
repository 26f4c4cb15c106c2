package command

import (
	"bytes"
	"errors"
	"strconv"
)

// Access says what a command does with a key: Redis's key specification flags.
type Access uint16

const (
	// RO reads the value.
	RO Access = 1 << iota
	// RW reads and changes the value.
	RW
	// OW overwrites the value whatever it was.
	OW
	// RM deletes the key.
	RM
	// ReadsData returns or copies what the user stored.
	ReadsData
	// UpdatesData changes what the user stored.
	UpdatesData
	// InsertsData adds data without touching what is there.
	InsertsData
	// DeletesData removes what the user stored.
	DeletesData
	// VariableFlags tells that the true access depends on the other arguments.
	VariableFlags
	// NotKey marks what is routed like a key in a cluster without being one: shard channels.
	NotKey
)

var accessNames = [...]struct {
	access Access
	name   string
}{
	{RO, "RO"}, {RW, "RW"}, {OW, "OW"}, {RM, "RM"},
	{ReadsData, "access"}, {UpdatesData, "update"}, {InsertsData, "insert"}, {DeletesData, "delete"},
	{VariableFlags, "variable_flags"}, {NotKey, "not_key"},
}

// Names lists the access flags under Redis's names.
func (a Access) Names() []string {
	var names []string
	for _, e := range accessNames {
		if a&e.access != 0 {
			names = append(names, e.name)
		}
	}
	return names
}

// KeyRule finds keys among a command's arguments. A rule begins at a fixed index or behind a keyword and then
// either walks a range or reads the number of keys from an argument.
type KeyRule struct {
	Access Access

	// Keyword, if set, begins the search: the keys start right behind it. From is where the search for it starts;
	// negative means from the end, backwards.
	Keyword string
	// From is the index of the first key, or where the search for Keyword starts.
	From int

	// Last is the index of the last key relative to the first; negative counts from the end of the arguments.
	Last int
	// Step is the distance between keys.
	Step int
	// Limit divides the range when Last is -1: 2 means the first half of the rest.
	Limit int

	// IsCounted says that the argument at the beginning is the number of keys that follow it.
	IsCounted bool

	// MayBeEmpty says that an empty word is no key: others stand elsewhere.
	MayBeEmpty bool

	// IsDerived says that there are more keys, whose names follow from data: the rule finds none of them.
	IsDerived bool
}

// At is one key at index i.
func At(i int, a Access) KeyRule { return KeyRule{Access: a, From: i, Step: 1} }

// Span is keys from index first to index last (negative: from the end) in steps.
func Span(first, last, step int, a Access) KeyRule {
	if last >= 0 {
		last -= first
	}
	return KeyRule{Access: a, From: first, Last: last, Step: step}
}

// Counted is a number of keys at index i, followed by that many keys.
func Counted(i int, a Access) KeyRule { return KeyRule{Access: a, From: i, Step: 1, IsCounted: true} }

// After is one key right behind a keyword, which is searched for from index from on.
func After(keyword string, from int, a Access) KeyRule {
	return KeyRule{Access: a, Keyword: keyword, From: from, Step: 1}
}

// Derived is keys whose names follow from data, as those of SORT BY.
func Derived(a Access) KeyRule { return KeyRule{Access: a, IsDerived: true} }

// KeyRef is the position of a key among the arguments, and what the command does with it.
type KeyRef struct {
	Pos    int
	Access Access
}

// ErrInvalidKeys tells that the arguments do not fit the key rules.
var ErrInvalidKeys = errors.New("invalid arguments specified for command")

// appendKeys appends the positions of the keys that the rule finds in args.
func (r KeyRule) appendKeys(dst []KeyRef, args [][]byte) ([]KeyRef, error) {
	if r.IsDerived {
		return dst, nil
	}
	first := r.From
	if r.Keyword != "" {
		at := r.findKeyword(args)
		if at < 0 {
			return dst, nil
		}
		first = at + 1
	}
	if first >= len(args) || r.MayBeEmpty && len(args[first]) == 0 {
		return dst, nil
	}
	last := first + r.Last
	switch {
	case r.IsCounted:
		n, err := strconv.Atoi(string(args[first]))
		if err != nil || n < 0 || n > (len(args)-first-1)/r.Step {
			return dst, ErrInvalidKeys
		}
		first++
		last = first + (n-1)*r.Step
	case r.Last < 0:
		last = len(args) + r.Last
		if r.Limit > 1 {
			last = first + (last-first+1)/r.Limit - 1
		}
	}
	for i := first; i <= last && i < len(args); i += r.Step {
		dst = append(dst, KeyRef{Pos: i, Access: r.Access})
	}
	return dst, nil
}

func (r KeyRule) findKeyword(args [][]byte) int {
	if r.From < 0 {
		for i := len(args) + r.From; i > 0; i-- {
			if bytes.EqualFold(args[i], []byte(r.Keyword)) {
				return i
			}
		}
		return -1
	}
	for i := r.From; i < len(args); i++ {
		if bytes.EqualFold(args[i], []byte(r.Keyword)) {
			return i
		}
	}
	return -1
}

// isMovable reports whether the keys cannot be told from first, last and step alone.
func (r KeyRule) isMovable() bool {
	return r.IsCounted || r.IsDerived || r.Keyword != "" || r.Limit > 1
}
