package script

import (
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// unsafeNames are Lua's own globals that no script gets.
var unsafeNames = [...]string{
	"dofile", "loadfile", "print", "module", "require", "getfenv", "setfenv", "newproxy", "_printregs", "_GOPHER_LUA_VERSION",
}

// openBase opens Lua's basic functions and replaces those that would leave the sandbox.
func (m *Machine) openBase() {
	m.open(lua.BaseLibName, lua.OpenBase)
	for _, name := range unsafeNames {
		m.globals.RawSetString(name, lua.LNil)
	}
	m.set(m.globals, map[string]lua.LGFunction{
		"collectgarbage": collectGarbage,
		"error":          raiseError,
		"gcinfo":         collectGarbage,
		"getmetatable":   m.getMetatable,
		"load":           m.loadFunction,
		"loadstring":     m.loadString,
		"next":           m.next,
		"pairs":          m.pairs,
		"pcall":          protectedCall,
		"rawget":         m.rawGet,
		"rawset":         m.rawSet,
		"setmetatable":   m.setMetatable,
		"tonumber":       toNumber,
		"unpack":         unpackTable,
	})
	m.nextFunction = m.globals.RawGetString("next")
}

// collectGarbage leaves the collector alone: it serves the whole server.
func collectGarbage(l *lua.LState) int {
	l.Push(lua.LNumber(0))
	return 1
}

// raiseError is Lua's error: a text gets the place of a caller, by its level, if that is Lua's.
func raiseError(l *lua.LState) int {
	v, level := l.Get(1), l.OptInt(2, 1)
	if !lua.LVCanConvToString(v) || level < 1 {
		l.Error(v, 0)
	}
	text := v.String()
	if p, ok := placeAt(l, level); ok {
		text = p.source + ":" + strconv.Itoa(p.line) + ": " + text
	}
	l.Error(lua.LString(text), 0)
	return 0
}

func (m *Machine) getMetatable(l *lua.LState) int {
	v := l.CheckAny(1)
	switch {
	case v == m.env:
		l.Push(m.envMeta)
	case m.isProtected(v):
		l.Push(lua.LNil)
	default:
		l.Push(l.GetMetatable(v))
	}
	return 1
}

func (m *Machine) setMetatable(l *lua.LState) int {
	m.refuseProtected(l, 1)
	t := l.CheckTable(1)
	if l.Get(2) != lua.LNil {
		l.CheckTable(2)
	}
	if meta, ok := t.Metatable.(*lua.LTable); ok && meta.RawGetString("__metatable") != lua.LNil {
		fail(l, "cannot change a protected metatable")
	}
	t.Metatable = l.Get(2)
	l.SetTop(1)
	return 1
}

func (m *Machine) rawGet(l *lua.LState) int {
	l.Push(m.seen(l.CheckTable(1)).RawGet(l.CheckAny(2)))
	return 1
}

func (m *Machine) rawSet(l *lua.LState) int {
	m.refuseProtected(l, 1)
	mayReach(l, l.Get(2))
	l.RawSet(l.CheckTable(1), l.CheckAny(2), l.CheckAny(3))
	l.SetTop(1)
	return 1
}

func (m *Machine) next(l *lua.LState) int {
	key, value := m.seen(l.CheckTable(1)).Next(l.Get(2))
	if key == lua.LNil {
		l.Push(lua.LNil)
		return 1
	}
	l.Push(key)
	l.Push(value)
	return 2
}

func (m *Machine) pairs(l *lua.LState) int {
	t := l.CheckTable(1)
	l.Push(m.nextFunction)
	l.Push(t)
	l.Push(lua.LNil)
	return 3
}

// protectedCall is Lua's pcall, except that an error which is a table with a text, as commands raise it, is given as
// the text alone: scripts that are older than such tables expect it.
func protectedCall(l *lua.LState) int {
	l.CheckAny(1)
	if err := l.PCall(l.GetTop()-1, lua.MultRet, nil); err != nil {
		l.Push(lua.LFalse)
		l.Push(errorValue(err))
		return 2
	}
	l.Insert(lua.LTrue, 1)
	return l.GetTop()
}

// errorValue is what a script gets to see of an error.
func errorValue(err error) lua.LValue {
	var v lua.LValue = lua.LString(err.Error())
	if e, ok := err.(*lua.ApiError); ok {
		v = e.Object
	}
	switch v := v.(type) {
	case lua.LString:
		return lua.LString(translate(string(v)))
	case *lua.LTable:
		if text, ok := v.RawGetString("err").(lua.LString); ok {
			return text
		}
	}
	return v
}

// binaryMark begins compiled code, which is never loaded: it could break out of the sandbox.
const binaryMark = "\x1bLua"

func (m *Machine) loadString(l *lua.LState) int {
	source := l.CheckString(1)
	return m.loadChunk(l, source, l.OptString(2, `[string "`+firstLine(source)+`"]`))
}

// loadFunction loads what a function returns piece by piece.
func (m *Machine) loadFunction(l *lua.LState) int {
	reader := l.CheckFunction(1)
	chunk := l.OptString(2, "=(load)")
	var source strings.Builder
	for {
		l.Push(reader)
		l.Call(0, 1)
		piece := l.Get(-1)
		l.Pop(1)
		if piece == lua.LNil || piece == lua.LString("") {
			return m.loadChunk(l, source.String(), chunk)
		}
		if !lua.LVCanConvToString(piece) {
			fail(l, "reader function must return a string")
		}
		mayBuild(l, source.Len()+len(piece.String()))
		source.WriteString(piece.String())
	}
}

func (m *Machine) loadChunk(l *lua.LState, source, chunk string) int {
	chunk = strings.TrimLeft(chunk, "=@")
	if strings.HasPrefix(source, binaryMark[:1]) {
		l.Push(lua.LNil)
		l.Push(lua.LString(chunk + ": code must be text, not binary"))
		return 2
	}
	proto, err := compile(source, chunk)
	if err != nil {
		l.Push(lua.LNil)
		l.Push(lua.LString(err.Error()))
		return 2
	}
	l.Push(l.NewFunctionFromProto(m.linkCode(proto, nil, true)))
	return 1
}

// maxUnpacked is how many values unpack gives, as in Lua.
const maxUnpacked = 8000

// unpackTable is unpack.
func unpackTable(l *lua.LState) int {
	t := l.CheckTable(1)
	from, to := l.OptInt(2, 1), l.OptInt(3, t.Len())
	if from > to {
		return 0
	}
	if n := to - from + 1; n <= 0 || n > maxUnpacked {
		fail(l, "too many results to unpack")
	}
	for i := from; i <= to; i++ {
		l.Push(t.RawGetInt(i))
	}
	return to - from + 1
}

func firstLine(s string) string {
	line, _, more := strings.Cut(s, "\n")
	if more {
		line += "..."
	}
	return line
}
