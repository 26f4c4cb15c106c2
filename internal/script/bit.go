package script

import (
	"fmt"
	"math"
	"math/bits"

	lua "github.com/yuin/gopher-lua"
)

// openBit makes the table "bit": operations on signed 32-bit integers.
func (m *Machine) openBit() {
	m.set(m.table("bit"), map[string]lua.LGFunction{
		"arshift": shift(func(x uint32, n int) uint32 { return uint32(int32(x) >> n) }),
		"band":    fold(func(x, y uint32) uint32 { return x & y }),
		"bnot":    func(l *lua.LState) int { return pushBits(l, ^checkBits(l, 1)) },
		"bor":     fold(func(x, y uint32) uint32 { return x | y }),
		"bswap":   func(l *lua.LState) int { return pushBits(l, bits.ReverseBytes32(checkBits(l, 1))) },
		"bxor":    fold(func(x, y uint32) uint32 { return x ^ y }),
		"lshift":  shift(func(x uint32, n int) uint32 { return x << n }),
		"rol":     shift(bits.RotateLeft32),
		"ror":     shift(func(x uint32, n int) uint32 { return bits.RotateLeft32(x, -n) }),
		"rshift":  shift(func(x uint32, n int) uint32 { return x >> n }),
		"tobit":   func(l *lua.LState) int { return pushBits(l, checkBits(l, 1)) },
		"tohex":   toHex,
	})
}

// checkBits takes an argument's low 32 bits, of the nearest integer.
func checkBits(l *lua.LState, arg int) uint32 {
	f := math.RoundToEven(float64(l.CheckNumber(arg)))
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return uint32(int64(math.Mod(f, 1<<32)))
}

func pushBits(l *lua.LState, x uint32) int {
	l.Push(lua.LNumber(int32(x)))
	return 1
}

// fold combines all arguments.
func fold(f func(x, y uint32) uint32) lua.LGFunction {
	return func(l *lua.LState) int {
		x := checkBits(l, 1)
		for i := 2; i <= l.GetTop(); i++ {
			x = f(x, checkBits(l, i))
		}
		return pushBits(l, x)
	}
}

// shift moves bits by the low five bits of the second argument.
func shift(f func(x uint32, n int) uint32) lua.LGFunction {
	return func(l *lua.LState) int { return pushBits(l, f(checkBits(l, 1), int(checkBits(l, 2)&31))) }
}

// toHex writes so many digits, in upper case if that number is negative.
func toHex(l *lua.LState) int {
	const most = 8
	x, n, verb := checkBits(l, 1), int64(most), "%08x"
	if l.GetTop() > 1 {
		n = int64(int32(checkBits(l, 2)))
	}
	if n < 0 {
		n, verb = -n, "%08X"
	}
	l.Push(lua.LString(fmt.Sprintf(verb, x)[most-min(n, most):]))
	return 1
}
