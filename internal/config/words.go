package config

import "strconv"

const errQuotes = message("Unbalanced quotes in configuration line; a closing quote must end the word")

// splitWords splits a line the way Redis does: words are parted by blanks;
// "double quotes" know \n \r \t \b \a \xff, and a backslash before anything
// else means that; 'single quotes' know \' only.
func splitWords(line string) ([]string, error) {
	var words []string
	for {
		line = trimBlanks(line)
		if line == "" {
			return words, nil
		}
		word, rest, err := nextWord(line)
		if err != nil {
			return nil, err
		}
		words = append(words, word)
		line = rest
	}
}

func isBlank(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' || c == 0 }

func trimBlanks(s string) string {
	for s != "" && isBlank(s[0]) {
		s = s[1:]
	}
	return s
}

// nextWord takes the first word off a line that does not begin with a blank. A
// quote may open within a word, but where it closes the word ends.
func nextWord(line string) (word, rest string, err error) {
	var out []byte
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case isBlank(c):
			return string(out), line[i:], nil
		case c == '"' || c == '\'':
			out, rest, err = quoted(out, line[i+1:], c)
			return string(out), rest, err
		}
		out = append(out, c)
	}
	return string(out), "", nil
}

// quoted appends to out what stands before the closing quote.
func quoted(out []byte, line string, quote byte) (word []byte, rest string, err error) {
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == quote:
			rest = line[i+1:]
			if rest != "" && !isBlank(rest[0]) {
				return nil, "", errQuotes
			}
			return out, rest, nil
		case line[i] == '\\' && i+1 < len(line) && (quote == '"' || line[i+1] == '\''):
			c, width := escaped(line[i+1:])
			out = append(out, c)
			i += width
		default:
			out = append(out, line[i])
		}
	}
	return nil, "", errQuotes
}

// escaped reads what follows a backslash.
func escaped(s string) (c byte, width int) {
	switch s[0] {
	case 'n':
		return '\n', 1
	case 'r':
		return '\r', 1
	case 't':
		return '\t', 1
	case 'b':
		return '\b', 1
	case 'a':
		return '\a', 1
	case 'x':
		if len(s) > 2 {
			if v, err := strconv.ParseUint(s[1:3], 16, 8); err == nil {
				return byte(v), 3
			}
		}
	}
	return s[0], 1
}

// appendWord writes a word such that splitWords reads it back, in quotes if it
// needs them.
func appendWord(dst []byte, word string) []byte {
	if isPlain(word) {
		return append(dst, word...)
	}
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for i := range len(word) {
		c := word[i]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < ' ' || c == 0x7f:
			dst = append(dst, '\\', 'x', digits[c>>4], digits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// isPlain reports whether a word needs no quotes.
func isPlain(word string) bool {
	for i := range len(word) {
		switch c := word[i]; {
		case c <= ' ', c == 0x7f, c == '"', c == '\'', c == '\\', c == '#':
			return false
		}
	}
	return word != ""
}
