package script

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	lua "github.com/yuin/gopher-lua"
)

// decodeJSON is cjson.decode.
func decodeJSON(l *lua.LState, o *jsonOptions) int {
	if l.GetTop() != 1 {
		l.ArgError(1, "expected 1 argument")
	}
	d := jsonDecoder{l: l, o: o, in: l.CheckString(1)}
	if len(d.in) >= 2 && (d.in[0] == 0 || d.in[1] == 0) {
		fail(l, "JSON parser does not support UTF-16 or UTF-32")
	}
	v := d.value(0)
	d.space()
	if d.pos < len(d.in) {
		d.fail("the end")
	}
	l.Push(v)
	return 1
}

type jsonDecoder struct {
	l   *lua.LState
	o   *jsonOptions
	in  string
	pos int
}

// fail ends the script's call, with what was expected and what is there instead.
func (d *jsonDecoder) fail(expected string) {
	fail(d.l, "Expected %s but found %s at character %d", expected, d.found(), d.pos+1)
}

// found names what stands where something else was expected.
func (d *jsonDecoder) found() string {
	if d.pos >= len(d.in) {
		return "T_END"
	}
	switch c := d.in[d.pos]; {
	case c == '{':
		return "T_OBJ_BEGIN"
	case c == '}':
		return "T_OBJ_END"
	case c == '[':
		return "T_ARR_BEGIN"
	case c == ']':
		return "T_ARR_END"
	case c == '"':
		return "T_STRING"
	case c == ',':
		return "T_COMMA"
	case c == ':':
		return "T_COLON"
	case c == '-' || c >= '0' && c <= '9':
		return "T_NUMBER"
	default:
		return "invalid token"
	}
}

func (d *jsonDecoder) space() {
	for d.pos < len(d.in) && strings.IndexByte(" \t\n\r", d.in[d.pos]) >= 0 {
		d.pos++
	}
}

// peek is the next character that is no space, 0 at the end.
func (d *jsonDecoder) peek() byte {
	d.space()
	if d.pos >= len(d.in) {
		return 0
	}
	return d.in[d.pos]
}

func (d *jsonDecoder) value(depth int) lua.LValue {
	breathe(d.l)
	switch c := d.peek(); c {
	case '{':
		return d.object(d.deeper(depth))
	case '[':
		return d.array(d.deeper(depth))
	case '"':
		return lua.LString(d.text())
	default:
		if v := d.word(); v != nil {
			return v
		}
		return d.number()
	}
}

func (d *jsonDecoder) deeper(depth int) int {
	if depth++; depth > d.o.decodeDepth {
		fail(d.l, "Found too many nested data structures (%d)", depth)
	}
	return depth
}

// word takes a literal.
func (d *jsonDecoder) word() lua.LValue {
	rest := d.in[d.pos:]
	for _, w := range [...]struct {
		text  string
		value lua.LValue
	}{{"true", lua.LTrue}, {"false", lua.LFalse}, {"null", d.o.null}} {
		if strings.HasPrefix(rest, w.text) {
			d.pos += len(w.text)
			return w.value
		}
	}
	return nil
}

// number takes a number. Beside those of JSON there are the invalid ones: hexadecimal, infinite, not a number.
func (d *jsonDecoder) number() lua.LValue {
	end := d.pos
	for end < len(d.in) && strings.IndexByte("+-.0123456789abcdefABCDEFxXinfINFtyTYPp", d.in[end]) >= 0 {
		end++
	}
	text := d.in[d.pos:end]
	if !isJSONNumber(text) && !(d.o.decodeInvalid && isInvalidNumber(text)) {
		d.fail("value")
	}
	f, err := parseJSONNumber(text)
	if err != nil {
		d.fail("value")
	}
	d.pos = end
	return lua.LNumber(f)
}

func parseJSONNumber(text string) (float64, error) {
	digits := strings.ToLower(strings.TrimPrefix(text, "-"))
	if strings.HasPrefix(digits, "0x") && !strings.Contains(digits, "p") {
		n, err := strconv.ParseUint(digits[2:], 16, 64)
		if strings.HasPrefix(text, "-") {
			return -float64(n), err
		}
		return float64(n), err
	}
	f, err := strconv.ParseFloat(text, 64)
	if e, ok := err.(*strconv.NumError); ok && e.Err == strconv.ErrRange {
		return f, nil // as strtod has it: infinite, or zero
	}
	return f, err
}

// isJSONNumber reports whether the text begins as a number does, and has nothing of the invalid ones.
func isJSONNumber(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || digits[0] < '0' || digits[0] > '9' {
		return false
	}
	if len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9' {
		return false
	}
	return strings.Trim(digits, "0123456789+-.eE") == ""
}

// isInvalidNumber reports whether the text is a number to strtod, but not to JSON.
func isInvalidNumber(text string) bool {
	digits := strings.ToLower(strings.TrimLeft(text, "+-"))
	return strings.HasPrefix(digits, "0x") || strings.HasPrefix(digits, "inf") || digits == "nan" ||
		strings.HasPrefix(digits, "0")
}

func (d *jsonDecoder) array(depth int) lua.LValue {
	d.pos++
	t := d.l.CreateTable(0, 0)
	if d.peek() == ']' {
		d.pos++
		return t
	}
	for i := 1; ; i++ {
		t.RawSetInt(i, d.value(depth))
		switch d.peek() {
		case ',':
			d.pos++
		case ']':
			d.pos++
			return t
		default:
			d.fail("comma or array end")
		}
	}
}

func (d *jsonDecoder) object(depth int) lua.LValue {
	d.pos++
	t := d.l.CreateTable(0, 0)
	if d.peek() == '}' {
		d.pos++
		return t
	}
	for {
		if d.peek() != '"' {
			d.fail("object key string")
		}
		key := d.text()
		if d.peek() != ':' {
			d.fail("colon")
		}
		d.pos++
		t.RawSetString(key, d.value(depth))
		switch d.peek() {
		case ',':
			d.pos++
		case '}':
			d.pos++
			return t
		default:
			d.fail("comma or object end")
		}
	}
}

// text takes a quoted string.
func (d *jsonDecoder) text() string {
	d.pos++
	rest := d.in[d.pos:]
	if end := strings.IndexAny(rest, "\"\\"); end >= 0 && rest[end] == '"' {
		d.pos += end + 1
		return rest[:end]
	}
	var out []byte
	for {
		if d.pos >= len(d.in) {
			fail(d.l, "Expected value but found unexpected end of string at character %d", d.pos+1)
		}
		c := d.in[d.pos]
		d.pos++
		switch {
		case c == '"':
			return string(out)
		case c == '\\':
			out = d.escape(out)
		default:
			out = append(out, c)
		}
	}
}

// escape takes what follows a backslash.
func (d *jsonDecoder) escape(out []byte) []byte {
	if d.pos >= len(d.in) {
		fail(d.l, "Expected value but found unexpected end of string at character %d", d.pos+1)
	}
	c := d.in[d.pos]
	d.pos++
	switch c {
	case 'b':
		return append(out, '\b')
	case 't':
		return append(out, '\t')
	case 'n':
		return append(out, '\n')
	case 'f':
		return append(out, '\f')
	case 'r':
		return append(out, '\r')
	case '"', '\\', '/':
		return append(out, c)
	case 'u':
		return d.unicode(out)
	}
	fail(d.l, "Expected value but found invalid escape code at character %d", d.pos)
	return nil
}

// unicode takes a code point of one or two groups of four hexadecimal digits.
func (d *jsonDecoder) unicode(out []byte) []byte {
	r := d.hex4()
	if utf16.IsSurrogate(r) {
		if !strings.HasPrefix(d.in[d.pos:], `\u`) {
			d.invalidUnicode()
		}
		d.pos += 2
		if r = utf16.DecodeRune(r, d.hex4()); r == utf8.RuneError {
			d.invalidUnicode()
		}
	}
	return utf8.AppendRune(out, r)
}

func (d *jsonDecoder) hex4() rune {
	const digits = 4
	if d.pos+digits > len(d.in) {
		d.invalidUnicode()
	}
	n, err := strconv.ParseUint(d.in[d.pos:d.pos+digits], 16, 32)
	if err != nil {
		d.invalidUnicode()
	}
	d.pos += digits
	return rune(n)
}

func (d *jsonDecoder) invalidUnicode() {
	fail(d.l, "Expected value but found invalid unicode escape code at character %d", d.pos)
}
