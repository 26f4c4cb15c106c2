package script

import (
	"encoding/binary"
	"math"

	lua "github.com/yuin/gopher-lua"
)

// maxPackDepth is how deep tables are packed; what lies deeper becomes nil, so that circles come to an end.
const maxPackDepth = 16

// openMsgpack makes the table "cmsgpack".
func (m *Machine) openMsgpack() {
	t := m.table("cmsgpack")
	m.set(t, map[string]lua.LGFunction{
		"pack": pack, "unpack": unpackAll, "unpack_one": unpackOne, "unpack_limit": unpackLimit,
	})
	t.RawSetString("_NAME", lua.LString("cmsgpack"))
	t.RawSetString("_VERSION", lua.LString("lua-cmsgpack 0.4.0"))
}

// pack is cmsgpack.pack: the arguments one after the other.
func pack(l *lua.LState) int {
	n := l.GetTop()
	if n == 0 {
		l.ArgError(0, "MessagePack pack needs input.")
	}
	var out []byte
	for i := 1; i <= n; i++ {
		out = appendPacked(l, out, l.Get(i), 0)
	}
	l.Push(lua.LString(out))
	return 1
}

func appendPacked(l *lua.LState, dst []byte, v lua.LValue, depth int) []byte {
	breathe(l)
	switch v := v.(type) {
	case lua.LString:
		mayGrow(l, len(dst), cap(dst), len(v))
		return append(appendPackedLen(dst, packedText, len(v)), v...)
	case lua.LNumber:
		return appendPackedNumber(dst, float64(v))
	case lua.LBool:
		if v {
			return append(dst, 0xc3)
		}
		return append(dst, 0xc2)
	case *lua.LTable:
		if depth < maxPackDepth {
			return appendPackedTable(l, dst, v, depth+1)
		}
	}
	return append(dst, 0xc0)
}

// packedKind is the heads of a thing with a length: with few, up to 2^8, 2^16 and 2^32 parts. 0 is none.
type packedKind struct {
	fixed              byte
	few                int
	len8, len16, len32 byte
}

var (
	packedText  = packedKind{0xa0, 32, 0xd9, 0xda, 0xdb}
	packedArray = packedKind{0x90, 16, 0, 0xdc, 0xdd}
	packedMap   = packedKind{0x80, 16, 0, 0xde, 0xdf}
)

func appendPackedLen(dst []byte, k packedKind, n int) []byte {
	switch {
	case n < k.few:
		return append(dst, k.fixed|byte(n))
	case n <= math.MaxUint8 && k.len8 != 0:
		return append(dst, k.len8, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, k.len16), uint16(n))
	default:
		return binary.BigEndian.AppendUint32(append(dst, k.len32), uint32(n))
	}
}

func appendPackedNumber(dst []byte, f float64) []byte {
	if n := truncate(f); float64(n) == f && n != math.MinInt64 {
		return appendPackedInt(dst, n)
	}
	if single := float32(f); float64(single) == f {
		return binary.BigEndian.AppendUint32(append(dst, 0xca), math.Float32bits(single))
	}
	return binary.BigEndian.AppendUint64(append(dst, 0xcb), math.Float64bits(f))
}

func appendPackedInt(dst []byte, n int64) []byte {
	switch {
	case n >= 0 && n <= math.MaxInt8, n < 0 && n >= -32:
		return append(dst, byte(n))
	case n >= 0 && n <= math.MaxUint8:
		return append(dst, 0xcc, byte(n))
	case n >= 0 && n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, 0xcd), uint16(n))
	case n >= 0 && n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(dst, 0xce), uint32(n))
	case n >= 0:
		return binary.BigEndian.AppendUint64(append(dst, 0xcf), uint64(n))
	case n >= math.MinInt8:
		return append(dst, 0xd0, byte(n))
	case n >= math.MinInt16:
		return binary.BigEndian.AppendUint16(append(dst, 0xd1), uint16(n))
	case n >= math.MinInt32:
		return binary.BigEndian.AppendUint32(append(dst, 0xd2), uint32(n))
	default:
		return binary.BigEndian.AppendUint64(append(dst, 0xd3), uint64(n))
	}
}

func appendPackedTable(l *lua.LState, dst []byte, t *lua.LTable, depth int) []byte {
	n, isArray := shapeOf(t)
	if isArray {
		dst = appendPackedLen(dst, packedArray, n)
		for i := 1; i <= n; i++ {
			dst = appendPacked(l, dst, t.RawGetInt(i), depth)
		}
		return dst
	}
	dst = appendPackedLen(dst, packedMap, n)
	each(t, func(key, value lua.LValue) {
		dst = appendPacked(l, dst, key, depth)
		dst = appendPacked(l, dst, value, depth)
	})
	return dst
}

// shapeOf counts a table's entries and reports whether their keys are 1, 2, 3 ...
func shapeOf(t *lua.LTable) (n int, isArray bool) {
	greatest := 0.0
	isArray = true
	each(t, func(key, _ lua.LValue) {
		n++
		f, ok := key.(lua.LNumber)
		if !ok || f < 1 || float64(f) != math.Floor(float64(f)) {
			isArray = false
			return
		}
		greatest = max(greatest, float64(f))
	})
	return n, isArray && greatest == float64(n)
}
