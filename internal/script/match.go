package script

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Bounds of a search.
const (
	maxCaptures   = 32
	maxMatchDepth = 10_000
	// workSteps is how many steps a search takes before it asks whether it may go on.
	workSteps = 10_000
)

// Lengths of captures that have no text.
const (
	captureOpen     = -1 // its end was not met yet
	capturePosition = -2
)

// matcher searches for a pattern of Lua's. The machine's own cannot be interrupted, and a pattern of thirty letters may
// take it a year; so this one counts its steps.
type matcher struct {
	l            *lua.LState
	src, pattern string
	captures     [maxCaptures]capture
	level        int // how many captures there are
	depth, steps int
}

// capture is a part of the source.
type capture struct{ start, length int }

const noMatch = -1

// matchAt tries the pattern from p on at a place of the source, and returns where the match ends.
func (s *matcher) matchAt(at, p int) int {
	s.level, s.depth = 0, 0
	return s.match(at, p)
}

func (s *matcher) step() {
	if s.steps++; s.steps >= workSteps {
		work(s.l, s.steps)
		s.steps = 0
	}
}

// match matches the rest of the pattern from p on.
func (s *matcher) match(at, p int) int {
	if s.depth++; s.depth > maxMatchDepth {
		fail(s.l, "pattern too complex")
	}
	end := s.rest(at, p)
	s.depth--
	return end
}

// rest is match without its bound.
func (s *matcher) rest(at, p int) int {
	for p < len(s.pattern) {
		s.step()
		switch c := s.pattern[p]; {
		case c == '(' && s.isAt(p+1, ')'):
			return s.open(at, p+2, capturePosition)
		case c == '(':
			return s.open(at, p+1, captureOpen)
		case c == ')':
			return s.close(at, p+1)
		case c == '$' && p+1 == len(s.pattern):
			if at == len(s.src) {
				return at
			}
			return noMatch
		case c == '%' && s.isAt(p+1, 'b'):
			if at = s.balanced(at, p+2); at == noMatch {
				return noMatch
			}
			p += 4
			continue
		case c == '%' && s.isAt(p+1, 'f'):
			end, ok := s.frontier(at, p+2)
			if !ok {
				return noMatch
			}
			p = end
			continue
		case c == '%' && p+1 < len(s.pattern) && isDigit(s.pattern[p+1]):
			if at = s.again(at, s.pattern[p+1]); at == noMatch {
				return noMatch
			}
			p += 2
			continue
		}
		end := s.classEnd(p)
		if end < len(s.pattern) {
			switch s.pattern[end] {
			case '?':
				if s.isOne(at, p, end) {
					if found := s.match(at+1, end+1); found != noMatch {
						return found
					}
				}
				p = end + 1
				continue
			case '*':
				return s.most(at, p, end, 0)
			case '+':
				return s.most(at, p, end, 1)
			case '-':
				return s.least(at, p, end)
			}
		}
		if !s.isOne(at, p, end) {
			return noMatch
		}
		at, p = at+1, end
	}
	return at
}

func (s *matcher) isAt(p int, c byte) bool { return p < len(s.pattern) && s.pattern[p] == c }

// most matches as many of a class as it can, at least so many.
func (s *matcher) most(at, p, end, least int) int {
	n := 0
	for s.isOne(at+n, p, end) {
		s.step()
		n++
	}
	for ; n >= least; n-- {
		if found := s.match(at+n, end+1); found != noMatch {
			return found
		}
	}
	return noMatch
}

// least matches as few of a class as it can.
func (s *matcher) least(at, p, end int) int {
	for {
		if found := s.match(at, end+1); found != noMatch {
			return found
		}
		if !s.isOne(at, p, end) {
			return noMatch
		}
		s.step()
		at++
	}
}

// open begins a capture and matches the rest.
func (s *matcher) open(at, p, length int) int {
	if s.level >= maxCaptures {
		fail(s.l, "too many captures")
	}
	s.captures[s.level] = capture{at, length}
	s.level++
	found := s.match(at, p)
	if found == noMatch {
		s.level--
	}
	return found
}

// close ends the last capture that is open and matches the rest.
func (s *matcher) close(at, p int) int {
	i := s.level - 1
	for i >= 0 && s.captures[i].length != captureOpen {
		i--
	}
	if i < 0 {
		fail(s.l, "invalid pattern capture")
	}
	s.captures[i].length = at - s.captures[i].start
	found := s.match(at, p)
	if found == noMatch {
		s.captures[i].length = captureOpen
	}
	return found
}

// again matches what a capture has matched before.
func (s *matcher) again(at int, digit byte) int {
	i := int(digit) - '1'
	if i < 0 || i >= s.level || s.captures[i].length == captureOpen {
		fail(s.l, "invalid capture index")
	}
	c := s.captures[i]
	text := s.src[c.start : c.start+max(c.length, 0)]
	if !strings.HasPrefix(s.src[at:], text) {
		return noMatch
	}
	return at + len(text)
}

// balanced matches from one character to the other that belongs to it.
func (s *matcher) balanced(at, p int) int {
	if p+1 >= len(s.pattern) {
		fail(s.l, "unbalanced pattern")
	}
	begin, end := s.pattern[p], s.pattern[p+1]
	if at >= len(s.src) || s.src[at] != begin {
		return noMatch
	}
	open := 1
	for i := at + 1; i < len(s.src); i++ {
		s.step()
		switch s.src[i] {
		case end:
			if open--; open == 0 {
				return i + 1
			}
		case begin:
			open++
		}
	}
	return noMatch
}

// frontier matches where a set begins to hold, and returns where it ends in the pattern.
func (s *matcher) frontier(at, p int) (end int, ok bool) {
	if !s.isAt(p, '[') {
		fail(s.l, "missing '[' after '%%f' in pattern")
	}
	end = s.classEnd(p)
	var before, here byte
	if at > 0 {
		before = s.src[at-1]
	}
	if at < len(s.src) {
		here = s.src[at]
	}
	return end, !s.isInSet(before, p, end-1) && s.isInSet(here, p, end-1)
}
