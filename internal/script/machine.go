package script

import (
	"hash/maphash"

	lua "github.com/yuin/gopher-lua"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// Bounds of a machine's stacks, about those of Lua itself.
const (
	maxCallDepth  = 20_000
	firstValues   = 1024
	maxValues     = 1 << 19
	growingValues = 1 << 15
)

// maxKeptFunctions is how many scripts a machine remembers ready to run.
const maxKeptFunctions = 1024

// Machine is a Lua state with the sandbox. It runs one script at a time, and belongs to one goroutine while it does.
type Machine struct {
	l       *lua.LState
	hook    *hook
	host    Host
	version Version
	random  random

	globals *lua.LTable // the real ones
	env     *lua.LTable // the view of them that scripts have as _G
	envMeta *lua.LTable // what they see as its metatable
	views   map[*lua.LTable]*lua.LTable
	ready   map[*Proto]*linked // scripts

	refuseWrite    *lua.LFunction
	nextFunction   lua.LValue
	concatFunction *lua.LFunction
	indexFunction  *lua.LFunction
	handler        *lua.LFunction

	libraries libraryState
	json      jsonOptions

	texts   texts
	replies resp.Writer // of the commands that the script calls
	args    [][]byte
	// inCommand is set while a command runs.
	inCommand bool
	broken    bool
	failed    failure
}

// Version is what scripts are told about the server.
type Version struct {
	Text   string // "7.2.5"
	Number int    // 0x00070205
}

// NewMachine returns a machine. seed is where its random numbers begin.
func NewMachine(v Version, seed int64) *Machine {
	m := &Machine{
		l: lua.NewState(lua.Options{
			CallStackSize: maxCallDepth, MinimizeStackMemory: true, SkipOpenLibs: true,
			RegistrySize: firstValues, RegistryMaxSize: maxValues, RegistryGrowStep: growingValues,
		}),
		hook: newHook(), version: v, json: defaultJSON(),
		views: make(map[*lua.LTable]*lua.LTable), ready: make(map[*Proto]*linked),
	}
	m.random.seed(seed)
	m.texts.seed = maphash.MakeSeed()
	m.l.SetContext(m.hook)
	m.hook.start(idleHost{})
	m.globals = m.l.G.Global
	m.refuseWrite = m.l.NewFunction(func(l *lua.LState) int {
		fail(l, readOnly)
		return 0
	})
	m.handler = m.l.NewFunction(m.locate)
	m.concatFunction = m.l.NewFunction(concat)
	m.indexFunction = m.l.NewFunction(checkIndex)
	m.openBase()
	m.openLibraries()
	m.close()
	return m
}

// openLibraries opens what scripts get beside the basic functions. Each becomes a read-only global.
func (m *Machine) openLibraries() {
	m.openString()
	m.openTable()
	m.openMath()
	m.openCoroutine()
	m.openBit()
	m.openStruct()
	m.openJSON()
	m.openMsgpack()
	m.set(m.table("os"), map[string]lua.LGFunction{"clock": m.clock})
	m.openRedis()
}

// close ends the setting up: from here on nothing global can be changed.
func (m *Machine) close() {
	each(m.globals, func(name, v lua.LValue) {
		if t, ok := v.(*lua.LTable); ok && t != m.globals {
			m.globals.RawSet(name, m.protect(t))
		}
	})
	m.protectStrings()
	m.refuseUnknown(m.globals)
	m.env = m.protect(m.globals)
	meta := m.l.CreateTable(0, 1)
	meta.RawSetString("__index", m.env)
	m.envMeta = m.protect(meta)
	m.globals.RawSetString("_G", m.env)
	m.l.G.Global, m.l.Env = m.env, m.env
	m.openRegistration()
}

// open runs one of gopher-lua's library openers.
func (m *Machine) open(name string, opener lua.LGFunction) {
	m.l.Push(m.l.NewFunction(opener))
	m.l.Push(lua.LString(name))
	m.l.Call(1, 0)
}

// table makes an empty global table.
func (m *Machine) table(name string) *lua.LTable {
	t := m.l.CreateTable(0, 16)
	m.globals.RawSetString(name, t)
	return t
}

// set puts functions into a table.
func (m *Machine) set(t *lua.LTable, functions map[string]lua.LGFunction) {
	for name, f := range functions {
		t.RawSetString(name, m.l.NewFunction(f))
	}
}

// Run runs a script and writes its reply. The error reply of a script that fails names it and the place.
func (m *Machine) Run(host Host, s *Script, words Words, out *resp.Writer) {
	script := m.linked(s.proto)
	m.give("KEYS", words.Keys, script.keys, script.byName)
	m.give("ARGV", words.Args, script.argv, script.byName)
	m.begin(host)
	m.l.Push(script.function)
	m.finish(m.call(0, 1), s.SHA, out)
	m.takeBack("KEYS", script.keys, script.byName)
	m.takeBack("ARGV", script.argv, script.byName)
}

// call calls the function on the stack.
//
// The state's own protection fails when the stack of values is full: it has no room to call the handler then. What
// comes through leaves the state as it was at the error, good for nothing more.
func (m *Machine) call(args, results int) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *lua.ApiError:
			m.broken, err = true, r
		default:
			panic(r)
		}
	}()
	return m.l.PCall(args, results, m.handler)
}

// IsBroken reports whether a script has left the machine unusable.
func (m *Machine) IsBroken() bool { return m.broken }

// begin makes the machine ready for a script.
func (m *Machine) begin(host Host) {
	m.host = host
	m.hook.start(host)
	m.replies.SetProto(2)
	m.failed = failure{}
}

// finish writes the reply of a script that has ended, by what it has left on the stack.
func (m *Machine) finish(err error, name string, out *resp.Writer) {
	m.checkCommand()
	mark := out.Len()
	if err == nil && !m.writeReply(m.l.Get(-1), out) {
		out.Truncate(mark)
		err = m.hook.err
	}
	if err != nil {
		out.Error(m.errorReply(err, name))
	}
	if !m.broken {
		m.l.SetTop(0)
	}
	m.host = nil
	m.hook.start(idleHost{})
}

// linked is a compiled script with its globals.
func (m *Machine) linked(p *Proto) *linked {
	if s := m.ready[p]; s != nil {
		return s
	}
	if len(m.ready) >= maxKeptFunctions {
		clear(m.ready)
	}
	s := m.link(p)
	m.ready[p] = s
	return s
}

// idleHost serves a machine between scripts.
type idleHost struct{}

func (idleHost) Call([][]byte, *resp.Writer)        {}
func (idleHost) Allows([][]byte) (bool, error)      { return false, nil }
func (idleHost) Log(level LogLevel, message string) {}
func (idleHost) Micros() int64                      { return 0 }
func (idleHost) Tick() error                        { return nil }
func (idleHost) Room(int) error                     { return nil }
