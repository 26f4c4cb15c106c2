// Package glob matches byte strings against the glob patterns of Redis, as in
// KEYS, SCAN MATCH, PSUBSCRIBE and CONFIG GET.
//
//   - any bytes, also none
//     ?        any one byte
//     [ab0-9]  one of these bytes; a range may be written from either end
//     [^ab]    any one byte but these
//     \x       the byte x, inside a class as well
//
// No pattern is an error. A class that is never closed ends with the pattern,
// a backslash that ends the pattern stands for itself, and a closing bracket
// as the first byte of a class closes it. It promises exactly the answers of
// Redis, the odd ones included, in time bounded by the product of the two
// lengths, and without allocating.
package glob

// Match reports whether the whole of s matches the pattern. The empty string
// is matched by the empty pattern alone, not even by a star: commands that take
// a lone star for everything, as KEYS does, see to that themselves.
func Match(pattern, s []byte) bool { return match(pattern, s, false) }

// MatchFold is Match, but takes the ASCII letters a-z and A-Z for the same.
func MatchFold(pattern, s []byte) bool { return match(pattern, s, true) }

// Prefix returns the bytes that everything which matches must begin with, and
// whether the pattern says more than that: without more, only the prefix
// itself matches. It looks no further than the first byte with a meaning, so
// an escaped letter ends the prefix too.
func Prefix(pattern []byte) (prefix []byte, more bool) {
	for i, c := range pattern {
		if hasMeaning(c) {
			return pattern[:i], true
		}
	}
	return pattern, false
}

// hasMeaning reports whether a byte may stand for something else than itself.
func hasMeaning(c byte) bool { return c == '*' || c == '?' || c == '[' || c == '\\' }

// match goes through pattern and s side by side. Every element but a star
// takes exactly one byte, so when something does not fit, only the last star
// needs to try again with one byte more: whatever an earlier star could give
// away, the last one can take. That keeps hostile patterns from exploding.
func match(pattern, s []byte, fold bool) bool {
	if len(s) == 0 {
		return len(pattern) == 0
	}
	p, i := 0, 0
	for p < len(pattern) && i < len(s) && !hasMeaning(pattern[p]) { // quickly past most of what does not match
		if !same(pattern[p], s[i], fold) {
			return false
		}
		p++
		i++
	}
	afterStar, retry := -1, 0
	for i < len(s) {
		if p < len(pattern) && pattern[p] == '*' {
			p++
			afterStar, retry = p, i
			continue
		}
		if p < len(pattern) {
			if width, ok := element(pattern[p:], s[i], fold); ok {
				p += width
				i++
				continue
			}
		}
		if afterStar < 0 {
			return false
		}
		if afterStar == len(pattern) {
			return true
		}
		retry++
		p, i = afterStar, retry
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// element compares c with the first element of the pattern, which is not empty
// and does not begin with a star. The width of the element is only told when
// it fits.
func element(pattern []byte, c byte, fold bool) (width int, ok bool) {
	switch {
	case pattern[0] == '?':
		return 1, true
	case pattern[0] == '[':
		return class(pattern, c, fold)
	case pattern[0] == '\\' && len(pattern) > 1:
		return 2, same(pattern[1], c, fold)
	}
	return 1, same(pattern[0], c, fold)
}

// class compares c with the class that the pattern begins with.
func class(pattern []byte, c byte, fold bool) (width int, ok bool) {
	p := 1
	not := len(pattern) > 1 && pattern[1] == '^'
	if not {
		p++
	}
	found := false
	for p < len(pattern) && pattern[p] != ']' {
		rest := pattern[p:]
		switch {
		case rest[0] == '\\' && len(rest) > 1:
			// An escaped byte keeps its case, even where case is ignored.
			found = found || rest[1] == c
			p += 2
		case len(rest) > 2 && rest[1] == '-':
			found = found || within(rest[0], rest[2], c, fold)
			p += 3
		default:
			found = found || same(rest[0], c, fold)
			p++
		}
	}
	if p < len(pattern) {
		p++ // the closing bracket
	}
	return p, found != not
}

// within orders the ends of the range before it folds them, so a range that
// reaches from one case to the other may turn out empty; as in Redis.
func within(from, to, c byte, fold bool) bool {
	if from > to {
		from, to = to, from
	}
	if fold {
		from, to, c = lower(from), lower(to), lower(c)
	}
	return from <= c && c <= to
}

func same(a, b byte, fold bool) bool {
	return a == b || fold && lower(a) == lower(b)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
