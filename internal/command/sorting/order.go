package sorting

import (
	"bytes"
	"math"
	"slices"

	"github.com/holdfast-db/holdfast/internal/command"
)

// element is one of the elements to sort, with what it is sorted by.
type element struct {
	text   []byte
	weight []byte // what a BY pattern has led to, or the element itself
	found  bool   // the BY pattern has led somewhere
}

// ticket stands for an element while they are sorted: it is small and has no pointers, so that it is cheap to move.
type ticket struct {
	score float64
	at    int // of the element in the list
}

// order returns the elements in order. It reports false if one that is to be sorted as a number is none.
func order(c *command.Call, list []element, o *options) ([]element, bool) {
	tickets := make([]ticket, len(list))
	for i := range list {
		score, ok := list[i].weigh(c, o)
		if !ok {
			return nil, false
		}
		tickets[i] = ticket{score, i}
	}
	compare := compareScores
	if o.alpha {
		compare = compareWeights
	}
	sign := 1
	if o.descending {
		sign = -1
	}
	slices.SortFunc(tickets, func(a, b ticket) int {
		if n := compare(list, a, b); n != 0 {
			return sign * n
		}
		return a.at - b.at
	})
	ordered := make([]element, len(list))
	for i, t := range tickets {
		ordered[i] = list[t.at]
	}
	return ordered, true
}

// weigh finds what an element is sorted by, and the score that it is as a number. Where a pattern leads nowhere, the
// score is 0.
func (e *element) weigh(c *command.Call, o *options) (score float64, ok bool) {
	e.weight, e.found = e.text, true
	if o.by.hasStar {
		e.weight, e.found = o.by.lookUp(c, nil, e.text)
	}
	if o.alpha || !e.found {
		return 0, true
	}
	return number(e.weight)
}

// number parses as C's strtod does: behind spaces, up to a zero byte, and nothing at all is 0. Numbers that are too
// small to be told from 0 exactly are out of its range.
func number(text []byte) (float64, bool) {
	if n, ok := command.ParseInt(text); ok { // as most are
		return float64(n), true
	}
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
func compareScores(list []element, a, b ticket) int {
	switch {
	case a.score < b.score:
		return -1
	case a.score > b.score:
		return 1
	}
	return bytes.Compare(list[a.at].text, list[b.at].text)
}

// compareWeights puts elements whose pattern has led nowhere first.
func compareWeights(list []element, a, b ticket) int {
	x, y := &list[a.at], &list[b.at]
	switch {
	case x.found && y.found:
		return bytes.Compare(x.weight, y.weight)
	case x.found:
		return 1
	case y.found:
		return -1
	}
	return 0
}
