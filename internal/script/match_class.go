package script

// classEnd is where the class of characters ends that begins at p.
func (s *matcher) classEnd(p int) int {
	c := s.pattern[p]
	p++
	switch c {
	case '%':
		if p >= len(s.pattern) {
			fail(s.l, "malformed pattern (ends with '%%')")
		}
		return p + 1
	case '[':
		return s.setEnd(p)
	}
	return p
}

// setEnd is where a set ends, of which p is the first character in the brackets.
func (s *matcher) setEnd(p int) int {
	if s.isAt(p, '^') {
		p++
	}
	for first := true; first || !s.isAt(p, ']'); first = false {
		if p < len(s.pattern) && s.pattern[p] == '%' {
			p++
		}
		if p >= len(s.pattern) {
			fail(s.l, "malformed pattern (missing ']')")
		}
		p++
	}
	return p + 1
}

// isOne reports whether the character at a place is in the class of the pattern from p to end.
func (s *matcher) isOne(at, p, end int) bool {
	if at >= len(s.src) {
		return false
	}
	c := s.src[at]
	switch s.pattern[p] {
	case '.':
		return true
	case '%':
		return isInClass(c, s.pattern[p+1])
	case '[':
		return s.isInSet(c, p, end-1)
	}
	return s.pattern[p] == c
}

// isInSet reports whether a character is in the set whose brackets are at p and last.
func (s *matcher) isInSet(c byte, p, last int) bool {
	in := true
	p++
	if s.pattern[p] == '^' {
		in = false
		p++
	}
	for ; p < last; p++ {
		switch {
		case s.pattern[p] == '%':
			p++
			if isInClass(c, s.pattern[p]) {
				return in
			}
		case p+2 < last && s.pattern[p+1] == '-':
			if s.pattern[p] <= c && c <= s.pattern[p+2] {
				return in
			}
			p += 2
		case s.pattern[p] == c:
			return in
		}
	}
	return !in
}

// isInClass reports whether a character is in the class of a letter; a capital is all others.
func isInClass(c, class byte) bool {
	var in bool
	switch class | 0x20 {
	case 'a':
		in = isLetter(c)
	case 'c':
		in = c < ' ' || c == 0x7f
	case 'd':
		in = isDigit(c)
	case 'l':
		in = c >= 'a' && c <= 'z'
	case 'p':
		in = c > ' ' && c < 0x7f && !isLetter(c) && !isDigit(c)
	case 's':
		in = c == ' ' || c >= '\t' && c <= '\r'
	case 'u':
		in = c >= 'A' && c <= 'Z'
	case 'w':
		in = isLetter(c) || isDigit(c)
	case 'x':
		in = isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f'
	case 'z':
		in = c == 0
	default:
		return class == c
	}
	return in == (class&0x20 != 0)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
