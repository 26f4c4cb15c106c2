package resp

// inlineCommand parses a line as people type it into telnet: words separated by
// blanks, which may be quoted. The line ends with LF, with or without a CR.
func (p *Parser) inlineCommand(buf []byte) (n int, err error) {
	end := p.findInLine(buf, 0, '\n')
	if end < 0 {
		if len(buf) > p.limits.MaxInlineBytes {
			return 0, ErrInlineTooBig
		}
		p.need = len(buf) + 1
		return 0, nil
	}
	line := buf[:end]
	if end > 0 && line[end-1] == '\r' {
		line = line[:end-1]
	}
	if err := p.splitLine(line); err != nil {
		return 0, err
	}
	return end + 1, nil
}

// splitLine leaves the words of line in p.args. Words are unquoted into p.inline,
// which is made large enough beforehand for them to stay in one place.
func (p *Parser) splitLine(line []byte) error {
	if cap(p.inline) < len(line) {
		p.inline = make([]byte, 0, len(line))
	}
	p.args = p.args[:0]
	text := p.inline[:0]
	for {
		for len(line) > 0 && isSpace(line[0]) {
			line = line[1:]
		}
		if len(line) == 0 {
			return nil
		}
		start := len(text)
		var ok bool
		if text, line, ok = appendWord(text, line); !ok {
			return ErrUnbalancedQuotes
		}
		p.args = append(p.args, text[start:len(text):len(text)])
	}
}

// appendWord unquotes the word at the start of line onto dst. Quotes may open in
// the middle of a word, but closing ones must end it.
func appendWord(dst, line []byte) (word, rest []byte, ok bool) {
	for i, c := range line {
		switch c {
		case ' ', '\n', '\r', '\t':
			return dst, line[i+1:], true
		case '"':
			return appendDoubleQuoted(dst, line[i+1:])
		case '\'':
			return appendSingleQuoted(dst, line[i+1:])
		}
		dst = append(dst, c)
	}
	return dst, nil, true
}

// appendDoubleQuoted takes the text up to the closing quote, with its escapes.
func appendDoubleQuoted(dst, text []byte) (word, rest []byte, ok bool) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '"' {
			return dst, text[i+1:], endsWord(text[i+1:])
		}
		if c == '\\' && i+1 < len(text) {
			var used int
			c, used = unescape(text[i+1:])
			i += used
		}
		dst = append(dst, c)
	}
	return nil, nil, false
}

// appendSingleQuoted takes the text up to the closing quote; \' is its one escape.
func appendSingleQuoted(dst, text []byte) (word, rest []byte, ok bool) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '\'' {
			return dst, text[i+1:], endsWord(text[i+1:])
		}
		if c == '\\' && i+1 < len(text) && text[i+1] == '\'' {
			c = '\''
			i++
		}
		dst = append(dst, c)
	}
	return nil, nil, false
}

// unescape returns the byte that the escape after a backslash stands for, and
// how many bytes of text spell it. An unknown escape stands for itself.
func unescape(text []byte) (c byte, used int) {
	switch text[0] {
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
		if len(text) < 3 {
			break
		}
		high, ok1 := hexDigit(text[1])
		low, ok2 := hexDigit(text[2])
		if ok1 && ok2 {
			return high<<4 | low, 3
		}
	}
	return text[0], 1
}

func hexDigit(c byte) (digit byte, ok bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func endsWord(rest []byte) bool { return len(rest) == 0 || isSpace(rest[0]) }

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }
