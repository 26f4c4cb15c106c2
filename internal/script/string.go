package script

import (
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// openString opens the functions on strings. Those that may take long, or make something long, are ours.
func (m *Machine) openString() {
	m.open(lua.StringLibName, lua.OpenString)
	m.set(m.globals.RawGetString(lua.StringLibName).(*lua.LTable), map[string]lua.LGFunction{
		"dump": dump, "find": findPattern, "format": format, "gfind": gmatch, "gmatch": gmatch, "gsub": gsub,
		"lower": mapBytes('A', 'Z'), "match": matchPattern, "rep": repeat, "reverse": reversed, "upper": mapBytes('a', 'z'),
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
		mayBuild(l, len(l.CheckString(1)))
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

func reversed(l *lua.LState) int {
	s := l.CheckString(1)
	mayBuild(l, len(s))
	b := []byte(s)
	slices.Reverse(b)
	l.Push(lua.LString(b))
	return 1
}

func repeat(l *lua.LState) int {
	s, n := l.CheckString(1), l.CheckInt(2)
	if n <= 0 || s == "" {
		l.Push(lua.LString(""))
		return 1
	}
	if n > maxStringBytes/len(s) {
		fail(l, "resulting string too large")
	}
	mayBuild(l, n*len(s))
	l.Push(lua.LString(strings.Repeat(s, n)))
	return 1
}
