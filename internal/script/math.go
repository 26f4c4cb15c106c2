package script

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// openMath opens the mathematical functions, with a generator of random numbers that belongs to the machine.
func (m *Machine) openMath() {
	m.open(lua.MathLibName, lua.OpenMath)
	m.set(m.globals.RawGetString(lua.MathLibName).(*lua.LTable), map[string]lua.LGFunction{
		"random": m.mathRandom, "randomseed": m.mathRandomSeed,
	})
}

// mathRandom is a fraction, or an integer from 1 or a lower limit to an upper one.
func (m *Machine) mathRandom(l *lua.LState) int {
	r := m.random.next()
	low, high := 1, 0
	switch l.GetTop() {
	case 0:
		l.Push(lua.LNumber(r))
		return 1
	case 1:
		high = l.CheckInt(1)
	case 2:
		low, high = l.CheckInt(1), l.CheckInt(2)
	default:
		fail(l, "wrong number of arguments")
	}
	if low > high {
		l.ArgError(l.GetTop(), "interval is empty")
	}
	l.Push(lua.LNumber(math.Floor(r*float64(high-low+1)) + float64(low)))
	return 1
}

func (m *Machine) mathRandomSeed(l *lua.LState) int {
	m.random.seed(int64(l.CheckNumber(1)))
	return 0
}
