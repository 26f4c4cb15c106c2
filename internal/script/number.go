package script

import (
	"errors"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// space is what Lua takes for white space around numbers.
const space = " \t\n\v\f\r"

// toNumber is Lua's tonumber. The machine's own knows no exponents.
func toNumber(l *lua.LState) int {
	v := l.CheckAny(1)
	if l.Get(2) != lua.LNil {
		l.Push(inBase(l, l.CheckInt(2)))
		return 1
	}
	switch v := v.(type) {
	case lua.LNumber:
		l.Push(v)
	case lua.LString:
		if f, ok := parseNumber(string(v)); ok {
			l.Push(lua.LNumber(f))
			return 1
		}
		l.Push(lua.LNil)
	default:
		l.Push(lua.LNil)
	}
	return 1
}

// parseNumber reads a number as C's strtod does.
func parseNumber(s string) (float64, bool) {
	s = strings.ToLower(strings.Trim(s, space))
	if strings.Contains(s, "_") {
		return 0, false // Go would take it
	}
	digits := strings.TrimLeft(s, "+-")
	if hex, ok := strings.CutPrefix(digits, "0x"); ok && len(s)-len(digits) <= 1 && !strings.ContainsAny(hex, ".p") {
		n, err := strconv.ParseUint(hex, 16, 64)
		if s[0] == '-' {
			return -float64(n), err == nil
		}
		return float64(n), err == nil
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil || errors.Is(err, strconv.ErrRange)
}

// inBase reads the first argument, digits in a base.
func inBase(l *lua.LState, base int) lua.LValue {
	const least, most = 2, 36
	if base < least || base > most {
		l.ArgError(2, "base out of range")
	}
	s := strings.ToLower(strings.Trim(l.CheckString(1), space))
	digits, isNegative := strings.CutPrefix(s, "-")
	if base == 16 {
		digits = strings.TrimPrefix(digits, "0x")
	}
	n, err := strconv.ParseUint(digits, base, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		return lua.LNil
	case isNegative:
		return lua.LNumber(-n) // unsigned, as in C
	}
	return lua.LNumber(n)
}
