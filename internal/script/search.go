package script

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// specials are the characters that make a text a pattern.
const specials = "^$*+?.([%-"

// findPattern is string.find.
func findPattern(l *lua.LState) int {
	src, pattern, from := searchArguments(l)
	if lua.LVAsBool(l.Get(4)) || !strings.ContainsAny(pattern, specials) {
		work(l, len(src)-from)
		i := strings.Index(src[from:], pattern)
		if i < 0 {
			l.Push(lua.LNil)
			return 1
		}
		l.Push(lua.LNumber(from + i + 1))
		l.Push(lua.LNumber(from + i + len(pattern)))
		return 2
	}
	s := newMatcher(l, src, pattern)
	start, end := s.first(from)
	if end == noMatch {
		l.Push(lua.LNil)
		return 1
	}
	l.Push(lua.LNumber(start + 1))
	l.Push(lua.LNumber(end))
	return 2 + s.pushCaptures()
}

// matchPattern is string.match.
func matchPattern(l *lua.LState) int {
	src, pattern, from := searchArguments(l)
	s := newMatcher(l, src, pattern)
	start, end := s.first(from)
	if end == noMatch {
		l.Push(lua.LNil)
		return 1
	}
	return s.pushResult(start, end)
}

// gmatch is string.gmatch: an anchor means nothing there.
func gmatch(l *lua.LState) int {
	s := newMatcher(l, l.CheckString(1), l.CheckString(2))
	from := 0
	l.Push(l.NewFunction(func(l *lua.LState) int {
		s.l = l
		for at := from; at <= len(s.src); at++ {
			s.step()
			end := s.matchAt(at, 0)
			if end == noMatch {
				continue
			}
			if from = end; end == at {
				from++
			}
			return s.pushResult(at, end)
		}
		from = len(s.src) + 1
		l.Push(lua.LNil)
		return 1
	}))
	return 1
}

// searchArguments are the text, the pattern, and from where on to look.
func searchArguments(l *lua.LState) (src, pattern string, from int) {
	src, pattern, from = l.CheckString(1), l.CheckString(2), l.OptInt(3, 1)
	if from < 0 {
		from += len(src) + 1
	}
	return src, pattern, min(max(from-1, 0), len(src))
}

func newMatcher(l *lua.LState, src, pattern string) *matcher {
	return &matcher{l: l, src: src, pattern: pattern}
}

// first finds the first match.
func (s *matcher) first(from int) (start, end int) {
	if s.isAt(0, '^') {
		return from, s.matchAt(from, 1)
	}
	for at := from; at <= len(s.src); at++ {
		s.step()
		if end := s.matchAt(at, 0); end != noMatch {
			return at, end
		}
	}
	return 0, noMatch
}

// pushResult pushes what was captured, or the whole match if nothing was.
func (s *matcher) pushResult(start, end int) int {
	if s.level == 0 {
		s.l.Push(lua.LString(s.src[start:end]))
		return 1
	}
	return s.pushCaptures()
}

func (s *matcher) pushCaptures() int {
	for i := range s.level {
		s.l.Push(s.captured(i))
	}
	return s.level
}

// captured is the value of a capture.
func (s *matcher) captured(i int) lua.LValue {
	switch c := s.captures[i]; c.length {
	case capturePosition:
		return lua.LNumber(c.start + 1)
	case captureOpen:
		fail(s.l, "unfinished capture")
		return lua.LNil
	default:
		return lua.LString(s.src[c.start : c.start+c.length])
	}
}

// gsub is string.gsub.
func gsub(l *lua.LState) int {
	src, pattern := l.CheckString(1), l.CheckString(2)
	by := l.Get(3)
	switch by.(type) {
	case lua.LString, lua.LNumber, *lua.LTable, *lua.LFunction:
	default:
		l.ArgError(3, "string/function/table expected")
	}
	limit := l.OptInt(4, len(src)+1)
	s := newMatcher(l, src, pattern)
	p := 0
	if s.isAt(0, '^') {
		p, limit = 1, min(limit, 1)
	}
	var out strings.Builder
	n, at := 0, 0
	for n < limit {
		s.step()
		end := s.matchAt(at, p)
		if end != noMatch {
			n++
			s.replace(&out, by, at, end)
		}
		switch {
		case end != noMatch && end > at:
			at = end
		case at < len(src):
			out.WriteByte(src[at])
			at++
		default:
			at++
		}
		if at > len(src) || p == 1 {
			break
		}
	}
	if at < len(src) {
		mayBuild(l, out.Len()+len(src)-at)
		out.WriteString(src[at:])
	}
	l.Push(lua.LString(out.String()))
	l.Push(lua.LNumber(n))
	return 2
}

// replace writes what stands for a match.
func (s *matcher) replace(out *strings.Builder, by lua.LValue, start, end int) {
	var v lua.LValue
	switch by := by.(type) {
	case *lua.LTable:
		v = s.l.GetTable(by, s.whole(start, end))
	case *lua.LFunction:
		s.l.Push(by)
		n := s.pushResult(start, end)
		s.l.Call(n, 1)
		v = s.l.Get(-1)
		s.l.Pop(1)
	default:
		s.expand(out, lua.LVAsString(by), start, end)
		return
	}
	switch {
	case lua.LVIsFalse(v):
		s.write(out, s.src[start:end])
	case lua.LVCanConvToString(v):
		s.write(out, lua.LVAsString(v))
	default:
		fail(s.l, "invalid replacement value (a %s)", v.Type().String())
	}
}

// whole is the first capture, or the match if there is none.
func (s *matcher) whole(start, end int) lua.LValue {
	if s.level == 0 {
		return lua.LString(s.src[start:end])
	}
	return s.captured(0)
}

// expand writes a text in which "%1" stands for the first capture, and so on.
func (s *matcher) expand(out *strings.Builder, text string, start, end int) {
	for {
		i := strings.IndexByte(text, '%')
		if i < 0 {
			s.write(out, text)
			return
		}
		s.write(out, text[:i])
		var c byte
		if i+1 < len(text) {
			c = text[i+1]
		}
		switch {
		case c == '0':
			s.write(out, s.src[start:end])
		case !isDigit(c):
			out.WriteByte(c)
		case int(c-'1') < s.level:
			s.write(out, lua.LVAsString(s.captured(int(c-'1'))))
		case c == '1' && s.level == 0:
			s.write(out, s.src[start:end])
		default:
			fail(s.l, "invalid capture index")
		}
		text = text[min(i+2, len(text)):]
	}
}

// write adds to a result.
func (s *matcher) write(out *strings.Builder, text string) {
	mayGrow(s.l, out.Len(), out.Cap(), len(text))
	out.WriteString(text)
}
