package sorting

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"github.com/holdfast-db/holdfast/internal/command"
)

// element is one of the elements to sort, with what it is sorted by.
type element struct {
	text   []byte
	weight []byte // what a BY pattern has led to, or the element itself
	score  float64
	found  bool // the BY pattern has led somewhere
}

// order sorts the elements. It reports false if one that is to be sorted as a number is none.
func order(c *command.Call, list []element, o *options) bool {
	for i := range list {
		if !list[i].weigh(c, o) {
			return false
		}
	}
	compare := compareScores
	if o.alpha {
		compare = compareWeights
	}
	sign := 1
	if o.descending {
		sign = -1
	}
	slices.SortStableFunc(list, func(a, b element) int { return sign * compare(&a, &b) })
	return true
}

// weigh finds what an element is sorted by. Where a pattern leads nowhere, the score is 0.
func (e *element) weigh(c *command.Call, o *options) bool {
	e.weight, e.found = e.text, true
	if o.by.hasStar {
		e.weight, e.found = o.by.lookUp(c, nil, e.text)
	}
	if o.alpha || !e.found {
		return true
	}
	var ok bool
	e.score, ok = number(e.weight)
	return ok
}

// number parses as C's strtod does: behind spaces, up to a zero byte, and nothing at all is 0. Numbers that are too
// small to be told from 0 exactly are out of its range.
func number(text []byte) (float64, bool) {
	text, _, _ = bytes.Cut(text, []byte{0})
	if len(text) == 0 {
		return 0, true
	}
	v, ok := command.ParseFloat(bytes.TrimLeft(text, " \t\n\v\f\r"))
	return v, ok && (math.Abs(v) >= leastNormal || isZero(text))
}

// leastNormal is the smallest double with all its digits.
const leastNormal = 0x1p-1022

// isZero reports whether a number has no digit but zeros in front of its exponent.
func isZero(text []byte) bool {
	if i := bytes.IndexAny(text, "eEpP"); i >= 0 {
		text = text[:i]
	}
	return !bytes.ContainsAny(text, "123456789")
}

// compareScores orders elements of the same score by their text, so that the result is always the same.
func compareScores(a, b *element) int {
	return cmp.Or(cmp.Compare(a.score, b.score), bytes.Compare(a.text, b.text))
}

// compareWeights puts elements whose pattern has led nowhere first.
func compareWeights(a, b *element) int {
	switch {
	case a.found && b.found:
		return bytes.Compare(a.weight, b.weight)
	case a.found:
		return 1
	case b.found:
		return -1
	}
	return 0
}
