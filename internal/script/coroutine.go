package script

import (
	lua "github.com/yuin/gopher-lua"
)

// openCoroutine opens the functions on coroutines. New ones are interrupted as the script itself is.
func (m *Machine) openCoroutine() {
	m.open(lua.CoroutineLibName, lua.OpenCoroutine)
	t := m.globals.RawGetString(lua.CoroutineLibName).(*lua.LTable)
	create := t.RawGetString("create").(*lua.LFunction).GFunction
	wrap := t.RawGetString("wrap").(*lua.LFunction).GFunction
	m.set(t, map[string]lua.LGFunction{
		"create": func(l *lua.LState) int {
			n := create(l)
			l.ToThread(-1).SetContext(m.hook)
			return n
		},
		"wrap": func(l *lua.LState) int {
			n := wrap(l)
			l.ToFunction(-1).Upvalues[0].Value().(*lua.LState).SetContext(m.hook)
			return n
		},
	})
}
