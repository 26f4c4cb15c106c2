package zsets

import (
	"errors"
	"sort"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

var (
	errScoreRange = errors.New("ERR min or max is not a float")
	errLexRange   = errors.New("ERR min or max not valid string range item")
)

// unit is what a range of a sorted set is measured in.
type unit uint8

const (
	byRank unit = iota
	byScore
	byLex
)

// limits are the ends of a range, as parsed. What they mean depends on the unit.
type limits struct {
	unit        unit
	start, stop int64      // ranks
	low, high   page.Bound // places between scores
	from, to    lexLimit   // members
}

// parseLimits parses the arguments min and max as the ends of a range, or replies with an error.
func parseLimits(c *command.Call, u unit, min, max int) (l limits, ok bool) {
	l.unit = u
	switch u {
	case byRank:
		if l.start, ok = c.Int(min); ok {
			l.stop, ok = c.Int(max)
		}
		return l, ok
	case byScore:
		if l.low, ok = parseScoreLimit(c.Args[min], page.Before); ok {
			l.high, ok = parseScoreLimit(c.Args[max], page.After)
		}
		if !ok {
			c.Fail(errScoreRange)
		}
	case byLex:
		if l.from, ok = parseLexLimit(c.Args[min]); ok {
			l.to, ok = parseLexLimit(c.Args[max])
		}
		if !ok {
			c.Fail(errLexRange)
		}
	}
	return l, ok
}

// parseScoreLimit parses one end of a range of scores. The place lies on the given side of the members that have the
// score, and on the other one if the end is exclusive.
func parseScoreLimit(arg []byte, side page.Side) (page.Bound, bool) {
	if len(arg) > 0 && arg[0] == '(' {
		arg, side = arg[1:], -side
	}
	score, ok := parseLimitScore(arg)
	return page.Bound{Score: score, Side: side}, ok
}

// lexLimit is one end of a range of members that have the same score.
type lexLimit struct {
	member      []byte
	isExclusive bool
	end         int // -1 before all members, 1 behind all, 0 at one
}

func parseLexLimit(arg []byte) (l lexLimit, ok bool) {
	if len(arg) == 0 {
		return l, false
	}
	switch arg[0] {
	case '[':
		return lexLimit{member: arg[1:]}, true
	case '(':
		return lexLimit{member: arg[1:], isExclusive: true}, true
	case '-':
		l.end = -1
	case '+':
		l.end = 1
	}
	return l, l.end != 0 && (len(arg) == 1 || arg[1] == 0)
}

// of returns the range as indices: from the member at index i up to that before index j. reversed counts ranks from
// the end.
func (l *limits) of(z *zset.ZSet, reversed bool) (i, j int) {
	n := z.Len()
	if n == 0 {
		return 0, 0
	}
	switch l.unit {
	case byRank:
		i, j = l.ranks(n)
		if reversed {
			i, j = n-j, n-i
		}
	case byScore:
		i, j = z.Index(l.low), z.Index(l.high)
	case byLex:
		i, j = l.from.index(z, false), l.to.index(z, true)
	}
	return i, max(i, j)
}

// ranks resolves ranks that count from the end where they are negative.
func (l *limits) ranks(n int) (i, j int) {
	start, stop := l.start, l.stop
	if start < 0 {
		start = max(0, start+int64(n))
	}
	if stop < 0 {
		stop += int64(n)
	}
	start, stop = min(start, int64(n)), min(stop, int64(n)-1)
	return int(start), int(max(start, stop+1))
}

// index returns how many members come before the end of a range; isUpper says which end. The order is only one of
// members where all scores are the same. Elsewhere nothing is promised; the search takes the members as they come.
func (l *lexLimit) index(z *zset.ZSet, isUpper bool) int {
	switch {
	case l.end < 0:
		return 0
	case l.end > 0:
		return z.Len()
	}
	member := l.member
	if isUpper != l.isExclusive {
		member = append(member[:len(member):len(member)], 0) // the next of all strings
	}
	bound, score := page.Text(member), z.At(0).Score
	if score == z.At(z.Len()-1).Score {
		return z.Index(page.Bound{Score: score, Member: bound})
	}
	return sort.Search(z.Len(), func(i int) bool {
		e := z.At(i)
		return e.Key.Compare(bound) >= 0
	})
}
