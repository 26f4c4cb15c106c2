package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// failure is where a script has failed.
type failure struct {
	source string
	line   int
}

// locate is the error handler of a script: it runs while the stack still shows where the error came from, and notes
// that for the reply. Errors that are not tables become such.
func (m *Machine) locate(l *lua.LState) int {
	m.failed = place(l)
	v := l.Get(1)
	if s, ok := v.(lua.LString); ok && strings.HasSuffix(string(s), noFunction) {
		v = lua.LString(strings.TrimSuffix(string(s), noFunction) + "attempt to call " + calledName(l))
	}
	l.Push(v)
	return 1
}

// calledName describes what was called and is nil, if its line calls one thing only.
func calledName(l *lua.LState) string {
	const unknown = "a nil value"
	dbg, ok := l.GetStack(1)
	if !ok {
		return unknown
	}
	v, err := l.GetInfo("fl", dbg, lua.LNil)
	f, ok := v.(*lua.LFunction)
	if err != nil || !ok || f.IsG {
		return unknown
	}
	name := ""
	for _, call := range f.Proto.DbgCalls {
		if f.Proto.DbgSourcePositions[call.Pc] == dbg.CurrentLine && call.Name != concatName && call.Name != indexName {
			if name != "" || call.Name == "?" {
				return unknown
			}
			name = call.Name
		}
	}
	if name == "" {
		return unknown
	}
	return kindOf(f.Proto, name) + " '" + name + "' (a nil value)"
}

// kindOf says what a name stands for in a function. A global that is not there is another error.
func kindOf(p *Proto, name string) string {
	for _, local := range p.DbgLocals {
		if local.Name == name {
			return "local"
		}
	}
	if slices.Contains(p.DbgUpvalues, name) {
		return "upvalue"
	}
	return "field"
}

// place is the line of the function that has raised the error, or of the one that called it if that is not Lua's.
func place(l *lua.LState) failure {
	p, ok := placeAt(l, 1)
	if !ok {
		p, _ = placeAt(l, 2)
	}
	return p
}

// placeAt is the line that a level of the stack is at, if its function is Lua's.
func placeAt(l *lua.LState, level int) (failure, bool) {
	dbg, ok := l.GetStack(level)
	if !ok {
		return failure{}, false
	}
	if _, err := l.GetInfo("Sl", dbg, lua.LNil); err != nil || dbg.Source == "" {
		return failure{}, false
	}
	return failure{dbg.Source, dbg.CurrentLine}, true
}

// errorReply is the reply of a script that has failed: the error, the script and the place.
func (m *Machine) errorReply(err error, name string) string {
	text := m.errorText(err)
	if m.failed.source == "" {
		return text
	}
	return text + " script: " + name + ", on @" + m.failed.source + ":" + strconv.Itoa(m.failed.line) + "."
}

// errorText is an error without script and place.
func (m *Machine) errorText(err error) string {
	if m.hook.err != nil {
		return "ERR " + m.hook.err.Error()
	}
	var v lua.LValue = lua.LString(err.Error())
	if e, ok := err.(*lua.ApiError); ok {
		v = e.Object
	}
	switch v := v.(type) {
	case lua.LString:
		return "ERR " + translate(string(v))
	case *lua.LTable:
		if text := v.RawGetString("err"); lua.LVCanConvToString(text) {
			return text.String()
		}
		return "ERR unknown error"
	default:
		return "ERR " + v.String()
	}
}

// fail ends the function with an error of a library, which begins with the place of its caller, if that is Lua's.
func fail(l *lua.LState, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if p, ok := placeAt(l, 1); ok {
		text = p.source + ":" + strconv.Itoa(p.line) + ": " + text
	}
	l.Error(lua.LString(text), 0)
}

// raise ends the script with an error of the server, which is a table as commands raise it.
func raise(l *lua.LState, text string) { l.Error(errorTable(l, text), 1) }

// errorTable is an error as a value. The text begins with a code.
func errorTable(l *lua.LState, text string) *lua.LTable {
	t := l.CreateTable(0, 1)
	t.RawSetString("err", lua.LString(text))
	return t
}

// noFunction is what the machine says of a call of anything else.
const noFunction = "attempt to call a non-function object"

// wordings are errors of the machine that Lua words differently.
var wordings = [...]struct{ ours, lua string }{
	{noFunction, "attempt to call a nil value"},
	{"lua callstack overflow", "stack overflow"},
	{"registry overflow", "stack overflow"},
}

// translate words an error of the machine as Lua would, where scripts are known to look at the words.
func translate(text string) string {
	for _, w := range wordings {
		if head, ok := strings.CutSuffix(text, w.ours); ok {
			return head + w.lua
		}
	}
	const nonTable = "attempt to index a non-table object("
	if head, rest, ok := strings.Cut(text, nonTable); ok {
		kind, _, _ := strings.Cut(rest, ")")
		return head + "attempt to index a " + kind + " value"
	}
	return text
}
