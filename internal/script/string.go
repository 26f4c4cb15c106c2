package script

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// maxRepeatBytes bounds what string.rep makes, so that one call cannot use up the memory.
const maxRepeatBytes = 512 << 20

// openString opens the functions on strings.
func (m *Machine) openString() {
	m.open(lua.StringLibName, lua.OpenString)
	m.set(m.globals.RawGetString(lua.StringLibName).(*lua.LTable), map[string]lua.LGFunction{
		"dump": dump, "format": format, "lower": mapBytes('A', 'Z'), "rep": repeat, "upper": mapBytes('a', 'z'),
	})
}

// protectStrings makes the methods of strings those of the protected table.
func (m *Machine) protectStrings() {
	view := m.globals.RawGetString(lua.StringLibName).(*lua.LTable)
	real := m.views[view]
	real.RawSetString("__index", lua.LNil)
	meta := m.l.CreateTable(0, 2)
	meta.RawSetString("__index", real)
	shown := m.l.CreateTable(0, 1)
	shown.RawSetString("__index", view)
	meta.RawSetString("__metatable", m.protect(shown))
	m.l.SetMetatable(lua.LString(""), meta)
}

// mapBytes changes the case of the ASCII letters from first to last. All other bytes stay what they are: strings need
// not be text.
func mapBytes(first, last byte) lua.LGFunction {
	return func(l *lua.LState) int {
		b := []byte(l.CheckString(1))
		for i, c := range b {
			if c >= first && c <= last {
				b[i] = c ^ ('a' - 'A')
			}
		}
		l.Push(lua.LString(b))
		return 1
	}
}

// dump gives bytes that nothing loads: compiled code never enters or leaves.
func dump(l *lua.LState) int {
	l.CheckFunction(1)
	l.Push(lua.LString(binaryMark))
	return 1
}

func repeat(l *lua.LState) int {
	s, n := l.CheckString(1), l.CheckInt(2)
	if n <= 0 || s == "" {
		l.Push(lua.LString(""))
		return 1
	}
	if n > maxRepeatBytes/len(s) {
		fail(l, "resulting string too large")
	}
	l.Push(lua.LString(strings.Repeat(s, n)))
	return 1
}
