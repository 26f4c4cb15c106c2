package script

import (
	"math"
	"strconv"

	lua "github.com/yuin/gopher-lua"
)

// encodeJSON is cjson.encode.
func encodeJSON(l *lua.LState, o *jsonOptions) int {
	if l.GetTop() != 1 {
		l.ArgError(1, "expected 1 argument")
	}
	e := jsonEncoder{l: l, o: o}
	e.value(l.Get(1), 0)
	l.Push(lua.LString(e.out))
	return 1
}

type jsonEncoder struct {
	l   *lua.LState
	o   *jsonOptions
	out []byte
}

func (e *jsonEncoder) string(s string) {
	mayGrow(e.l, len(e.out), cap(e.out), len(s))
	e.out = appendJSONString(e.out, s)
}

func (e *jsonEncoder) value(v lua.LValue, depth int) {
	breathe(e.l)
	switch v := v.(type) {
	case lua.LString:
		e.string(string(v))
	case lua.LNumber:
		e.number(float64(v))
	case lua.LBool:
		e.out = strconv.AppendBool(e.out, bool(v))
	case *lua.LNilType:
		e.out = append(e.out, "null"...)
	case *lua.LTable:
		e.table(v, depth+1)
	default:
		if v == e.o.null {
			e.out = append(e.out, "null"...)
			return
		}
		e.refuse(v.Type(), "type not supported")
	}
}

func (e *jsonEncoder) refuse(t lua.LValueType, why string) {
	fail(e.l, "Cannot serialise %s: %s", t.String(), why)
}

func (e *jsonEncoder) number(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		switch e.o.encodeInvalid {
		case invalidRefused:
			e.refuse(lua.LTNumber, "must not be NaN or Inf")
		case invalidNull:
			e.out = append(e.out, "null"...)
		case invalidWritten:
			e.out = append(e.out, numberWord(f)...)
		}
		return
	}
	e.out = strconv.AppendFloat(e.out, f, 'g', e.o.precision, 64)
}

func (e *jsonEncoder) table(t *lua.LTable, depth int) {
	if depth > e.o.encodeDepth {
		fail(e.l, "Cannot serialise, excessive depth (%d)", depth)
	}
	if n := e.arrayLen(t); n > 0 {
		e.array(t, n, depth)
		return
	}
	e.object(t, depth)
}

// arrayLen is the greatest index of a table that has only indexes, and 0 for one that is to be an object.
func (e *jsonEncoder) arrayLen(t *lua.LTable) int {
	greatest, items := 0.0, 0
	isArray := true
	each(t, func(key, _ lua.LValue) {
		n, ok := key.(lua.LNumber)
		if f := float64(n); ok && f >= 1 && f == math.Floor(f) {
			greatest = max(greatest, f)
			items++
			return
		}
		isArray = false
	})
	if !isArray {
		return 0
	}
	if e.o.sparseRatio > 0 && greatest > float64(items)*float64(e.o.sparseRatio) && greatest > float64(e.o.sparseSafe) {
		if !e.o.sparseConvert {
			e.refuse(lua.LTTable, "excessively sparse array")
		}
		return 0
	}
	return int(greatest)
}

func (e *jsonEncoder) array(t *lua.LTable, n, depth int) {
	e.out = append(e.out, '[')
	for i := 1; i <= n; i++ {
		if i > 1 {
			e.out = append(e.out, ',')
		}
		e.value(t.RawGetInt(i), depth)
	}
	e.out = append(e.out, ']')
}

func (e *jsonEncoder) object(t *lua.LTable, depth int) {
	e.out = append(e.out, '{')
	first := true
	each(t, func(key, value lua.LValue) {
		if !first {
			e.out = append(e.out, ',')
		}
		first = false
		e.key(key)
		e.out = append(e.out, ':')
		e.value(value, depth)
	})
	e.out = append(e.out, '}')
}

func (e *jsonEncoder) key(key lua.LValue) {
	switch k := key.(type) {
	case lua.LString:
		e.string(string(k))
	case lua.LNumber:
		e.out = append(e.out, '"')
		e.number(float64(k))
		e.out = append(e.out, '"')
	default:
		e.refuse(key.Type(), "table key must be a number or string")
	}
}

// appendJSONString appends a quoted string. Bytes that are no UTF-8 stay what they are, as in cjson.
func appendJSONString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '"' || c == '\\' || c == '/':
			dst = append(dst, '\\', c)
		case c >= ' ' && c != 0x7f:
			dst = append(dst, c)
		case jsonShort(c) != 0:
			dst = append(dst, '\\', jsonShort(c))
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(dst, '"')
}

// jsonShort is the letter of a control character's short escape, 0 if it has none.
func jsonShort(c byte) byte {
	switch c {
	case '\b':
		return 'b'
	case '\t':
		return 't'
	case '\n':
		return 'n'
	case '\f':
		return 'f'
	case '\r':
		return 'r'
	}
	return 0
}
