package script

import lua "github.com/yuin/gopher-lua"

// each visits the entries of a table in the order of next, which is that in which they came. The table's own ForEach
// has another order each time, and data must not depend on chance.
func each(t *lua.LTable, visit func(key, value lua.LValue)) {
	for key, value := t.Next(lua.LNil); key != lua.LNil; key, value = t.Next(key) {
		visit(key, value)
	}
}
