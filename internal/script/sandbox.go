package script

import (
	lua "github.com/yuin/gopher-lua"
)

const readOnly = "Attempt to modify a readonly table"

// protect gives a view of a table that scripts can read and not write. The view itself is empty: what is read is found
// through its metatable, and the functions that get around metatables are replaced by ours.
func (m *Machine) protect(real *lua.LTable) *lua.LTable {
	view := m.l.CreateTable(0, 0)
	meta := m.l.CreateTable(0, 2)
	meta.RawSetString("__index", real)
	meta.RawSetString("__newindex", m.refuseWrite)
	view.Metatable = meta
	m.views[view] = real
	return view
}

// refuseUnknown makes reading a field that a table lacks an error, and writing one too.
func (m *Machine) refuseUnknown(real *lua.LTable) {
	meta := m.l.CreateTable(0, 2)
	meta.RawSetString("__index", m.l.NewFunction(func(l *lua.LState) int {
		fail(l, "Script attempted to access nonexistent global variable '%s'", l.ToStringMeta(l.Get(2)).String())
		return 0
	}))
	meta.RawSetString("__newindex", m.refuseWrite)
	real.Metatable = meta
}

// seen is the table that a view shows, or the table itself.
func (m *Machine) seen(t *lua.LTable) *lua.LTable {
	if real := m.views[t]; real != nil {
		return real
	}
	return t
}

// isProtected reports whether a table must not be changed behind its metatable's back.
func (m *Machine) isProtected(v lua.LValue) bool {
	t, ok := v.(*lua.LTable)
	return ok && m.views[t] != nil
}

// refuseProtected ends the script if an argument is a protected table.
func (m *Machine) refuseProtected(l *lua.LState, arg int) {
	if m.isProtected(l.Get(arg)) {
		l.Error(lua.LString(readOnly), 0)
	}
}
