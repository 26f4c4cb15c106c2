package script

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// openTable opens the functions on tables. Those that write refuse protected tables.
func (m *Machine) openTable() {
	m.open(lua.TabLibName, lua.OpenTable)
	t := m.globals.RawGetString(lua.TabLibName).(*lua.LTable)
	for _, name := range []string{"insert", "remove", "sort"} {
		original := t.RawGetString(name).(*lua.LFunction).GFunction
		t.RawSetString(name, m.l.NewFunction(func(l *lua.LState) int {
			m.refuseProtected(l, 1)
			if l.GetTop() > 2 {
				mayReach(l, l.Get(2))
			}
			return original(l)
		}))
	}
	t.RawSetString("concat", m.l.NewFunction(tableConcat))
	t.RawSetString("foreach", m.l.NewFunction(m.forEach))
	t.RawSetString("foreachi", m.l.NewFunction(forEachIndex))
}

// forEach calls a function for each entry until it returns something.
func (m *Machine) forEach(l *lua.LState) int {
	t, f := m.seen(l.CheckTable(1)), l.CheckFunction(2)
	for key, value := t.Next(lua.LNil); key != lua.LNil; key, value = t.Next(key) {
		if visit(l, f, key, value) {
			return 1
		}
	}
	return 0
}

// forEachIndex is forEach for the elements.
func forEachIndex(l *lua.LState) int {
	t, f := l.CheckTable(1), l.CheckFunction(2)
	for i := 1; i <= t.Len(); i++ {
		if visit(l, f, lua.LNumber(i), t.RawGetInt(i)) {
			return 1
		}
	}
	return 0
}

func visit(l *lua.LState, f *lua.LFunction, key, value lua.LValue) (stop bool) {
	l.Push(f)
	l.Push(key)
	l.Push(value)
	l.Call(2, 1)
	if l.Get(-1) != lua.LNil {
		return true
	}
	l.Pop(1)
	return false
}

// tableConcat is table.concat, for tables of any length.
func tableConcat(l *lua.LState) int {
	t, separator := l.CheckTable(1), l.OptString(2, "")
	from := l.OptInt(3, 1)
	to := l.OptInt(4, t.Len())
	total := 0
	for i := from; i <= to; i++ {
		switch v := t.RawGetInt(i).(type) {
		case lua.LString:
			total += len(v)
		case lua.LNumber:
			total += maxNumberBytes
		default:
			fail(l, "invalid value (%s) at index %d in table for 'concat'", v.Type().String(), i)
		}
		if total += len(separator); total > maxStringBytes {
			fail(l, "resulting string too large")
		}
	}
	mayBuild(l, total)
	var out strings.Builder
	out.Grow(total)
	for i := from; i <= to; i++ {
		if i > from {
			out.WriteString(separator)
		}
		out.WriteString(lua.LVAsString(t.RawGetInt(i)))
	}
	l.Push(lua.LString(out.String()))
	return 1
}
