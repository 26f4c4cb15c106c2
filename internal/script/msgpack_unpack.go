package script

import (
	"encoding/binary"
	"math"

	lua "github.com/yuin/gopher-lua"
)

// unpackError is an error in the words of the library that scripts know.
type unpackError string

// Error implements error.
func (e unpackError) Error() string { return string(e) }

const (
	errMissingBytes unpackError = "Missing bytes in input."
	errBadFormat    unpackError = "Bad data format in input."
)

// maxUnpackDepth bounds how deep input may be nested.
const maxUnpackDepth = 1000

func unpackAll(l *lua.LState) int { return unpack(l, 0, 0) }

func unpackOne(l *lua.LState) int { return unpack(l, 1, l.OptInt(2, 0)) }

func unpackLimit(l *lua.LState) int { return unpack(l, l.CheckInt(2), l.OptInt(3, 0)) }

// unpack gives the values in the first argument from an offset on, and before them the offset of what is left if there
// is a limit to their number: -1 if nothing is.
func unpack(l *lua.LState, limit, offset int) int {
	in := l.CheckString(1)
	switch {
	case offset < 0 || limit < 0:
		fail(l, "Invalid request to unpack with offset of %d and limit of %d.", offset, len(in))
	case offset > len(in):
		fail(l, "Start offset %d greater than input length %d.", offset, len(in))
	}
	u := unpacker{l: l, in: []byte(in[offset:])}
	values, err := u.values(limit)
	if err != nil {
		fail(l, "%s", err.Error())
	}
	n := len(values)
	if limit > 0 {
		left := lua.LNumber(-1)
		if len(u.in) > 0 {
			left = lua.LNumber(len(in) - len(u.in))
		}
		l.Push(left)
		n++
	}
	for _, v := range values {
		l.Push(v)
	}
	return n
}

// unpacker decodes MessagePack from bytes that anybody may have written.
type unpacker struct {
	l  *lua.LState
	in []byte
}

// values decodes up to limit values, or all if it is 0.
func (u *unpacker) values(limit int) (values []lua.LValue, err error) {
	for len(u.in) > 0 && (limit == 0 || len(values) < limit) {
		v, err := u.value(0)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

func (u *unpacker) take(n int) ([]byte, error) {
	if n > len(u.in) {
		return nil, errMissingBytes
	}
	b := u.in[:n]
	u.in = u.in[n:]
	return b, nil
}

// uint takes a big-endian number of 1, 2, 4 or 8 bytes.
func (u *unpacker) uint(bytes int) (uint64, error) {
	b, err := u.take(bytes)
	if err != nil {
		return 0, err
	}
	var wide [8]byte
	copy(wide[8-bytes:], b)
	return binary.BigEndian.Uint64(wide[:]), nil
}

func (u *unpacker) value(depth int) (lua.LValue, error) {
	breathe(u.l)
	if depth > maxUnpackDepth {
		return nil, errBadFormat
	}
	head, err := u.take(1)
	if err != nil {
		return nil, err
	}
	switch h := head[0]; {
	case h <= 0x7f:
		return lua.LNumber(h), nil
	case h <= 0x8f:
		return u.pairs(int(h&0x0f), depth)
	case h <= 0x9f:
		return u.array(int(h&0x0f), depth)
	case h <= 0xbf:
		return u.text(int(h & 0x1f))
	case h >= 0xe0:
		return lua.LNumber(int8(h)), nil
	default:
		return u.headed(h, depth)
	}
}

// headed decodes what has a head of its own.
func (u *unpacker) headed(h byte, depth int) (lua.LValue, error) {
	switch h {
	case 0xc0:
		return lua.LNil, nil
	case 0xc2:
		return lua.LFalse, nil
	case 0xc3:
		return lua.LTrue, nil
	case 0xca:
		n, err := u.uint(4)
		return lua.LNumber(math.Float32frombits(uint32(n))), err
	case 0xcb:
		n, err := u.uint(8)
		return lua.LNumber(math.Float64frombits(n)), err
	case 0xcc, 0xcd, 0xce, 0xcf:
		n, err := u.uint(1 << (h - 0xcc))
		return lua.LNumber(n), err
	case 0xd0, 0xd1, 0xd2, 0xd3:
		return u.signed(1 << (h - 0xd0))
	}
	return u.sized(h, depth)
}

func (u *unpacker) signed(bytes int) (lua.LValue, error) {
	n, err := u.uint(bytes)
	unused := 64 - 8*bytes
	return lua.LNumber(int64(n<<unused) >> unused), err
}

// sized decodes what has a length behind its head.
func (u *unpacker) sized(h byte, depth int) (lua.LValue, error) {
	var bytes int
	switch h {
	case 0xc4, 0xd9:
		bytes = 1
	case 0xc5, 0xda, 0xdc, 0xde:
		bytes = 2
	case 0xc6, 0xdb, 0xdd, 0xdf:
		bytes = 4
	default:
		return nil, errBadFormat
	}
	n, err := u.uint(bytes)
	if err != nil {
		return nil, err
	}
	switch h {
	case 0xdc, 0xdd:
		return u.array(int(n), depth)
	case 0xde, 0xdf:
		return u.pairs(int(n), depth)
	default:
		return u.text(int(n))
	}
}

func (u *unpacker) text(n int) (lua.LValue, error) {
	b, err := u.take(n)
	return lua.LString(b), err
}

func (u *unpacker) array(n, depth int) (lua.LValue, error) {
	t := u.l.CreateTable(min(n, len(u.in)), 0) // each element takes a byte at least
	for i := 1; i <= n; i++ {
		v, err := u.value(depth + 1)
		if err != nil {
			return nil, err
		}
		t.RawSetInt(i, v)
	}
	return t, nil
}

func (u *unpacker) pairs(n, depth int) (lua.LValue, error) {
	t := u.l.CreateTable(0, min(n, len(u.in)))
	for range n {
		key, err := u.value(depth + 1)
		if err != nil {
			return nil, err
		}
		value, err := u.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if f, ok := key.(lua.LNumber); key == lua.LNil || ok && f != f {
			return nil, errBadFormat // Lua has no such keys
		}
		mayReach(u.l, key)
		t.RawSet(key, value)
	}
	return t, nil
}
