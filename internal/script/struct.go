package script

import (
	"bytes"
	"encoding/binary"
	"math"

	lua "github.com/yuin/gopher-lua"
)

// Sizes of C's types, as on 64-bit machines.
const (
	intBytes    = 4
	longBytes   = 8
	maxIntBytes = 32
	nativeAlign = 8
	doubleBytes = 8
	floatBytes  = 4
)

// openStruct makes the table "struct": C structures in strings.
func (m *Machine) openStruct() {
	m.set(m.table("struct"), map[string]lua.LGFunction{
		"pack": structPack, "unpack": structUnpack, "size": structSize,
	})
}

// layout walks over the description of a structure.
type layout struct {
	l     *lua.LState
	rest  string
	big   bool
	align int
	pos   int // bytes so far
}

func newLayout(l *lua.LState) *layout { return &layout{l: l, rest: l.CheckString(1), align: 1} }

// item is one field of a structure.
type item struct {
	kind byte
	size int
	pad  int // bytes before it
}

// next is the next field. Options that describe no field are obeyed.
func (y *layout) next() (it item, ok bool) {
	for y.rest != "" {
		it = item{kind: y.rest[0]}
		y.rest = y.rest[1:]
		switch it.kind {
		case ' ':
		case '<', '>':
			y.big = it.kind == '>'
		case '!':
			y.align = y.number(nativeAlign)
			if y.align == 0 || y.align&(y.align-1) != 0 {
				fail(y.l, "alignment is not a power of 2")
			}
		default:
			it.size = y.size(it.kind)
			it.pad = y.padding(it)
			y.advance(it.pad)
			y.advance(it.size)
			return it, true
		}
	}
	return it, false
}

// advance counts bytes, of which there may not be more than a string can have.
func (y *layout) advance(n int) {
	if y.pos > math.MaxInt32-n {
		fail(y.l, "format result too large")
	}
	y.pos += n
}

// number takes decimal digits.
func (y *layout) number(preset int) int {
	if y.rest == "" || y.rest[0] < '0' || y.rest[0] > '9' {
		return preset
	}
	n := 0
	for y.rest != "" && y.rest[0] >= '0' && y.rest[0] <= '9' {
		if n > math.MaxInt32/10-10 {
			fail(y.l, "integral size overflow")
		}
		n = n*10 + int(y.rest[0]-'0')
		y.rest = y.rest[1:]
	}
	return n
}

func (y *layout) size(kind byte) int {
	switch kind {
	case 'b', 'B', 'x':
		return 1
	case 'h', 'H':
		return 2
	case 'l', 'L', 'T':
		return longBytes
	case 'f':
		return floatBytes
	case 'd':
		return doubleBytes
	case 's':
		return 0
	case 'c':
		return y.number(1)
	case 'i', 'I':
		n := y.number(intBytes)
		if n == 0 || n > maxIntBytes {
			fail(y.l, "integral size %d is larger than limit of %d", n, maxIntBytes)
		}
		return n
	default:
		y.l.ArgError(1, "invalid format option '"+string(rune(kind))+"'")
		return 0
	}
}

// padding is how many bytes bring a field to its place.
func (y *layout) padding(it item) int {
	if it.size == 0 || it.kind == 'c' || it.kind == 'x' {
		return 0
	}
	align := min(it.size, y.align)
	if align&(align-1) != 0 {
		return 0
	}
	return (align - y.pos&(align-1)) & (align - 1)
}

func structSize(l *lua.LState) int {
	y := newLayout(l)
	for it, ok := y.next(); ok; it, ok = y.next() {
		if it.kind == 's' {
			l.ArgError(1, "variable-size format for 'size'")
		}
		if it.kind == 'c' && it.size == 0 {
			l.ArgError(1, "variable-length format for 'size'")
		}
	}
	l.Push(lua.LNumber(y.pos))
	return 1
}

func structPack(l *lua.LState) int {
	y := newLayout(l)
	var out []byte
	arg := 1
	for it, ok := y.next(); ok; it, ok = y.next() {
		out = append(out, make([]byte, it.pad)...)
		if it.kind == 'x' {
			out = append(out, 0)
			continue
		}
		arg++
		start := len(out)
		out = y.appendField(out, it, arg)
		y.advance(len(out) - start - it.size) // of those whose size the value decides
	}
	l.Push(lua.LString(out))
	return 1
}

func (y *layout) appendField(out []byte, it item, arg int) []byte {
	switch it.kind {
	case 's':
		s := y.l.CheckString(arg)
		mayGrow(y.l, len(out), cap(out), len(s))
		return append(append(out, s...), 0)
	case 'c':
		s := y.l.CheckString(arg)
		mayGrow(y.l, len(out), cap(out), len(s))
		if it.size == 0 {
			return append(out, s...)
		}
		if len(s) < it.size {
			y.l.ArgError(arg, "string too short")
		}
		return append(out, s[:it.size]...)
	case 'f':
		bits := math.Float32bits(float32(y.l.CheckNumber(arg)))
		return y.appendInt(out, uint64(bits), floatBytes)
	case 'd':
		return y.appendInt(out, math.Float64bits(float64(y.l.CheckNumber(arg))), doubleBytes)
	default:
		n := float64(y.l.CheckNumber(arg))
		if n < 0 {
			return y.appendInt(out, uint64(truncate(n)), it.size)
		}
		return y.appendInt(out, uint64(n), it.size)
	}
}

// appendInt appends the low bytes of n in the chosen order.
func (y *layout) appendInt(out []byte, n uint64, size int) []byte {
	var b [maxIntBytes]byte
	binary.LittleEndian.PutUint64(b[:], n)
	if y.big {
		reverse(b[:size])
	}
	return append(out, b[:size]...)
}

func reverse(b []byte) {
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
}

// structUnpack gives the fields, and then the position behind them.
func structUnpack(l *lua.LState) int {
	y := newLayout(l)
	data := []byte(l.CheckString(2))
	start := l.OptInt(3, 1) - 1
	if start < 0 || start > len(data) {
		l.ArgError(3, "offset must be 1 or greater, and within the data")
	}
	data = data[start:]
	n := 0
	for it, ok := y.next(); ok; it, ok = y.next() {
		at := y.pos - it.size
		if at > len(data) || it.size > len(data)-at {
			l.ArgError(2, "data string too short")
		}
		if it.kind == 'x' {
			continue
		}
		v := y.field(it, data[at:], n)
		if it.kind == 'c' && it.size == 0 {
			l.Pop(1) // the length that stood before it
			n--
		}
		l.Push(v)
		n++
	}
	l.Push(lua.LNumber(start + y.pos + 1))
	return n + 1
}

// field decodes a field at the beginning of data.
func (y *layout) field(it item, data []byte, before int) lua.LValue {
	switch it.kind {
	case 's':
		end := bytes.IndexByte(data, 0)
		if end < 0 {
			y.l.ArgError(2, "unfinished string in data")
		}
		y.advance(end + 1)
		return lua.LString(data[:end])
	case 'c':
		if it.size == 0 {
			return y.counted(data, before)
		}
		return lua.LString(data[:it.size])
	case 'f':
		return lua.LNumber(math.Float32frombits(uint32(y.int(data[:floatBytes]))))
	case 'd':
		return lua.LNumber(math.Float64frombits(y.int(data[:doubleBytes])))
	}
	n := y.int(data[:it.size])
	if it.kind >= 'a' && it.size <= longBytes { // signed
		unused := 64 - 8*it.size
		return lua.LNumber(int64(n<<unused) >> unused)
	}
	return lua.LNumber(n)
}

// counted is a string whose length is the field before it.
func (y *layout) counted(data []byte, before int) lua.LValue {
	size, ok := y.l.Get(-1).(lua.LNumber)
	if before == 0 || !ok || size < 0 {
		fail(y.l, "format 'c0' needs a previous size")
	}
	if float64(size) > float64(len(data)) {
		y.l.ArgError(2, "data string too short")
	}
	y.advance(int(size))
	return lua.LString(data[:int(size)])
}

// int decodes an integer, of which the low eight bytes count.
func (y *layout) int(data []byte) uint64 {
	var b [maxIntBytes]byte
	copy(b[:], data)
	if y.big {
		reverse(b[:len(data)])
	}
	return binary.LittleEndian.Uint64(b[:])
}
