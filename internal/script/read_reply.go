package script

import (
	"bytes"
	"strconv"

	lua "github.com/yuin/gopher-lua"
)

// readReply makes a Lua value of a command's reply. The reply is our own, so it is whole and sound.
func (m *Machine) readReply(l *lua.LState, reply []byte) lua.LValue {
	r := replyReader{l: l, texts: &m.texts, rest: reply}
	return r.value()
}

// replyError is an error reply as a value.
func replyError(l *lua.LState, reply []byte) lua.LValue {
	r := replyReader{l: l, rest: reply[1:]}
	return errorTable(l, string(r.line()))
}

// replyReader reads replies without an intermediate form: this is the hot path of scripts.
type replyReader struct {
	l     *lua.LState
	texts *texts
	rest  []byte
}

func (r *replyReader) line() []byte {
	end := bytes.IndexByte(r.rest, '\r')
	line := r.rest[:end]
	r.rest = r.rest[end+2:]
	return line
}

func (r *replyReader) bulk(n int) []byte {
	b := r.rest[:n]
	r.rest = r.rest[n+2:]
	return b
}

func (r *replyReader) value() lua.LValue {
	kind := r.rest[0]
	r.rest = r.rest[1:]
	line := r.line()
	switch kind {
	case '$':
		return r.text(line)
	case ':':
		return lua.LNumber(integer(line))
	case '*', '>':
		return r.array(line)
	case '+':
		return r.field("ok", lua.LString(line))
	case '-':
		return errorTable(r.l, string(line))
	default:
		return r.value3(kind, line)
	}
}

// value3 reads what only RESP3 has.
func (r *replyReader) value3(kind byte, line []byte) lua.LValue {
	switch kind {
	case '%':
		return r.field("map", r.pairs(int(integer(line))))
	case '~':
		return r.field("set", r.members(int(integer(line))))
	case ',':
		f, _ := strconv.ParseFloat(string(line), 64)
		return r.field("double", lua.LNumber(f))
	case '#':
		return lua.LBool(line[0] == 't')
	case '(':
		return r.field("big_number", lua.LString(line))
	case '=':
		b := r.bulk(int(integer(line)))
		t := r.l.CreateTable(0, 2)
		t.RawSetString("format", lua.LString(b[:3]))
		t.RawSetString("string", lua.LString(b[4:]))
		return r.field("verbatim_string", t)
	case '|': // an attribute, which scripts do not see
		r.pairs(int(integer(line)))
		return r.value()
	default: // '_'
		return lua.LNil
	}
}

func (r *replyReader) text(line []byte) lua.LValue {
	n := integer(line)
	if n < 0 {
		return lua.LFalse
	}
	return r.texts.of(r.bulk(int(n)))
}

func (r *replyReader) array(line []byte) lua.LValue {
	n := int(integer(line))
	if n < 0 {
		return lua.LFalse
	}
	t := r.l.CreateTable(n, 0)
	for i := 1; i <= n; i++ {
		t.RawSetInt(i, r.value())
	}
	return t
}

func (r *replyReader) pairs(n int) *lua.LTable {
	t := r.l.CreateTable(0, n)
	for range n {
		key := r.value()
		value := r.value()
		if key != lua.LNil {
			mayReach(r.l, key)
			t.RawSet(key, value)
		}
	}
	return t
}

func (r *replyReader) members(n int) *lua.LTable {
	t := r.l.CreateTable(0, n)
	for range n {
		if member := r.value(); member != lua.LNil {
			mayReach(r.l, member)
			t.RawSet(member, lua.LTrue)
		}
	}
	return t
}

// field is a table with one field.
func (r *replyReader) field(name string, v lua.LValue) *lua.LTable {
	t := r.l.CreateTable(0, 1)
	t.RawSetString(name, v)
	return t
}

// integer parses what our own writer has written.
func integer(line []byte) (n int64) {
	digits := line
	if line[0] == '-' {
		digits = line[1:]
	}
	for _, c := range digits {
		n = n*10 + int64(c-'0')
	}
	if line[0] == '-' {
		return -n
	}
	return n
}
