package script

import (
	lua "github.com/yuin/gopher-lua"
)

// clock is os.clock: seconds since some time, with fractions.
func (m *Machine) clock(l *lua.LState) int {
	l.Push(lua.LNumber(float64(m.host.Micros()) / 1e6))
	return 1
}
