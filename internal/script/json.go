package script

import (
	lua "github.com/yuin/gopher-lua"
)

// jsonOptions are what scripts can set of cjson. They hold for the scripts after it too, as in Redis.
type jsonOptions struct {
	sparseConvert bool
	sparseRatio   int
	sparseSafe    int
	encodeDepth   int
	decodeDepth   int
	precision     int // significant digits of numbers
	keepBuffer    bool
	encodeInvalid invalidNumbers
	decodeInvalid bool
	null          *lua.LUserData
}

// invalidNumbers says what becomes of numbers that JSON does not have.
type invalidNumbers uint8

const (
	invalidRefused invalidNumbers = iota
	invalidWritten
	invalidNull
)

// defaultJSON is how cjson begins.
func defaultJSON() jsonOptions {
	const depth, ratio, safe, precision = 1000, 2, 10, 14
	return jsonOptions{
		sparseRatio: ratio, sparseSafe: safe, encodeDepth: depth, decodeDepth: depth, precision: precision,
		keepBuffer: true, decodeInvalid: true,
	}
}

// openJSON makes the table "cjson".
func (m *Machine) openJSON() {
	m.json.null = &lua.LUserData{Metatable: lua.LNil}
	m.fillJSON(m.table("cjson"), &m.json)
}

// fillJSON puts the functions into a table, which share options.
func (m *Machine) fillJSON(t *lua.LTable, o *jsonOptions) {
	m.set(t, map[string]lua.LGFunction{
		"encode": func(l *lua.LState) int { return encodeJSON(l, o) },
		"decode": func(l *lua.LState) int { return decodeJSON(l, o) },
		"new": func(l *lua.LState) int {
			own := defaultJSON()
			own.null = o.null
			fresh := l.CreateTable(0, 12)
			m.fillJSON(fresh, &own)
			l.Push(fresh)
			return 1
		},
		"encode_sparse_array":     o.setSparse,
		"encode_max_depth":        setDepth(&o.encodeDepth),
		"decode_max_depth":        setDepth(&o.decodeDepth),
		"encode_number_precision": o.setPrecision,
		"encode_keep_buffer":      setSwitch(&o.keepBuffer),
		"encode_invalid_numbers":  o.setEncodeInvalid,
		"decode_invalid_numbers":  setSwitch(&o.decodeInvalid),
	})
	t.RawSetString("null", o.null)
	t.RawSetString("_NAME", lua.LString("cjson"))
	t.RawSetString("_VERSION", lua.LString("2.1.0"))
}

// checkRange takes an optional integer argument between limits.
func checkRange(l *lua.LState, arg int, n *int, low, high int) {
	if l.Get(arg) == lua.LNil {
		return
	}
	v := l.CheckInt(arg)
	if v < low || v > high {
		l.ArgError(arg, "expected integer between "+lua.LNumber(low).String()+" and "+lua.LNumber(high).String())
	}
	*n = v
}

const maxJSONOption = 1<<31 - 1

func (o *jsonOptions) setSparse(l *lua.LState) int {
	if v := l.Get(1); v != lua.LNil {
		o.sparseConvert = l.CheckBool(1)
	}
	checkRange(l, 2, &o.sparseRatio, 0, maxJSONOption)
	checkRange(l, 3, &o.sparseSafe, 0, maxJSONOption)
	l.Push(lua.LBool(o.sparseConvert))
	l.Push(lua.LNumber(o.sparseRatio))
	l.Push(lua.LNumber(o.sparseSafe))
	return 3
}

// maxJSONDepth bounds the depth that a script may ask for: our encoder and decoder call themselves.
const maxJSONDepth = 100_000

func setDepth(depth *int) lua.LGFunction {
	return func(l *lua.LState) int {
		n := *depth
		checkRange(l, 1, &n, 1, maxJSONOption)
		*depth = min(n, maxJSONDepth)
		l.Push(lua.LNumber(n))
		return 1
	}
}

func (o *jsonOptions) setPrecision(l *lua.LState) int {
	const most = 14
	checkRange(l, 1, &o.precision, 1, most)
	l.Push(lua.LNumber(o.precision))
	return 1
}

func setSwitch(on *bool) lua.LGFunction {
	return func(l *lua.LState) int {
		if l.Get(1) != lua.LNil {
			*on = l.CheckBool(1)
		}
		l.Push(lua.LBool(*on))
		return 1
	}
}

func (o *jsonOptions) setEncodeInvalid(l *lua.LState) int {
	switch v := l.Get(1); {
	case v == lua.LNil:
	case v == lua.LString("null"):
		o.encodeInvalid = invalidNull
	case l.CheckBool(1):
		o.encodeInvalid = invalidWritten
	default:
		o.encodeInvalid = invalidRefused
	}
	if o.encodeInvalid == invalidNull {
		l.Push(lua.LString("null"))
	} else {
		l.Push(lua.LBool(o.encodeInvalid == invalidWritten))
	}
	return 1
}
