package resp

import "strconv"

// AppendText appends the value in the notation of redis-cli on a terminal,
// without a line break behind the last line.
func (v Value) AppendText(dst []byte) []byte { return v.appendText(dst, 0) }

// appendText appends the value; lines after its first are indented.
func (v *Value) appendText(dst []byte, indent int) []byte {
	switch v.Kind {
	case Null:
		return append(dst, "(nil)"...)
	case Simple, Verbatim:
		return append(dst, v.Str...)
	case Error:
		return append(append(dst, "(error) "...), v.Str...)
	case Int:
		return strconv.AppendInt(append(dst, "(integer) "...), v.Int, 10)
	case Bulk:
		return AppendQuoted(dst, v.Str)
	case Double:
		return append(append(dst, "(double) "...), v.Str...)
	case BigNumber:
		return append(append(dst, "(big number) "...), v.Str...)
	case Bool:
		if v.Int == 0 {
			return append(dst, "(false)"...)
		}
		return append(dst, "(true)"...)
	}
	if len(v.Elems) == 0 {
		return append(dst, v.emptyText()...)
	}
	return v.appendElems(dst, indent)
}

func (v *Value) emptyText() string {
	switch v.Kind {
	case Map:
		return "(empty hash)"
	case Set:
		return "(empty set)"
	case Push:
		return "(empty push)"
	default:
		return "(empty array)"
	}
}

// appendElems appends numbered lines, with the numbers aligned to the right.
func (v *Value) appendElems(dst []byte, indent int) []byte {
	mark, each := byte(')'), 1
	switch v.Kind {
	case Set:
		mark = '~'
	case Map:
		mark, each = '#', 2
	}
	width := decimalWidth(len(v.Elems) / each)
	inner := indent + width + 2
	for i := 0; i < len(v.Elems); i += each {
		if i > 0 {
			dst = appendSpaces(append(dst, '\n'), indent)
		}
		number := i/each + 1
		dst = appendSpaces(dst, width-decimalWidth(number))
		dst = strconv.AppendInt(dst, int64(number), 10)
		dst = append(dst, mark, ' ')
		dst = v.Elems[i].appendText(dst, inner)
		if each == 2 {
			dst = append(dst, " => "...)
			dst = v.Elems[i+1].appendMapValue(dst, inner)
		}
	}
	return dst
}

// appendMapValue puts a value of several lines on lines of its own, for how else
// would they align.
func (v *Value) appendMapValue(dst []byte, indent int) []byte {
	if v.multiline() {
		dst = appendSpaces(append(dst, '\n'), indent)
	}
	return v.appendText(dst, indent)
}

// multiline reports whether the text of v spans several numbered lines. Only the
// value of a lone pair counts, as in redis-cli.
func (v *Value) multiline() bool {
	switch {
	case len(v.Elems) == 0:
		return false
	case v.Kind == Map && len(v.Elems) == 2:
		return v.Elems[1].multiline()
	case len(v.Elems) == 1:
		return v.Elems[0].multiline()
	}
	return true
}

// AppendQuoted appends a string in quotes, with escapes for what does not print, as redis-cli and MONITOR show it.
func AppendQuoted(dst, text []byte) []byte {
	const hexDigits = "0123456789abcdef"
	dst = append(dst, '"')
	for _, c := range text {
		switch c {
		case '\\', '"':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		case '\a':
			dst = append(dst, `\a`...)
		case '\b':
			dst = append(dst, `\b`...)
		default:
			if c >= ' ' && c <= '~' {
				dst = append(dst, c)
			} else {
				dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
			}
		}
	}
	return append(dst, '"')
}

func appendSpaces(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, ' ')
	}
	return dst
}

func decimalWidth(n int) int {
	width := 1
	for ; n >= 10; n /= 10 {
		width++
	}
	return width
}
