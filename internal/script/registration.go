package script

import (
	"errors"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// libraryState is the libraries as one machine has them.
type libraryState struct {
	env     *lua.LTable // the globals of all libraries
	envMeta *lua.LTable // leads to those of loading, or to all others
	initial *lua.LTable // the globals while a library is loaded: nothing but the means to register
	loaded  map[*Library]callbacks
	loading *registration // nil when none is
}

// callbacks is the code of a library's functions.
type callbacks map[*Function]*lua.LFunction

// registration is what a library has registered so far.
type registration struct {
	library   *Library
	callbacks callbacks
}

// openRegistration makes the environment of libraries.
func (m *Machine) openRegistration() {
	s := &m.libraries
	s.loaded = make(map[*Library]callbacks)
	api := m.l.CreateTable(0, 16)
	m.setConstants(api)
	m.set(api, map[string]lua.LGFunction{"register_function": m.registerFunction, "log": m.log})
	m.refuseUnknown(api)
	s.initial = m.l.CreateTable(0, 2)
	view := m.protect(api)
	s.initial.RawSetString("redis", view)
	s.initial.RawSetString("server", view)
	m.refuseUnknown(s.initial)
	s.env = m.protect(m.globals)
	s.envMeta = s.env.Metatable.(*lua.LTable)
}

// Load runs a library's code, which registers its functions. The error is the reply.
func (m *Machine) Load(host Host, library *Library) error {
	s := &m.libraries
	s.loading = &registration{library: &Library{}, callbacks: make(callbacks)}
	s.envMeta.RawSetString("__index", s.initial)
	f := m.l.NewFunctionFromProto(m.linkCode(library.proto, nil, false))
	f.Env = s.env
	m.begin(host)
	m.l.Push(f)
	err := m.call(0, 0)
	done := s.loading
	s.loading = nil
	s.envMeta.RawSetString("__index", m.globals)
	if err != nil {
		err = errors.New("ERR Error registering functions: " + m.errorText(err))
	} else if len(done.callbacks) == 0 {
		err = errNoFunctions
	}
	if !m.broken {
		m.l.SetTop(0)
	}
	m.hook.start(idleHost{})
	if err == nil {
		m.adopt(library, done)
	}
	return err
}

// adopt makes what was registered the functions of a library. One that was loaded by another machine has its functions
// already; the code is the same, so it registers the same ones.
func (m *Machine) adopt(library *Library, done *registration) {
	own := make(callbacks, len(done.callbacks))
	if library.Functions == nil {
		library.Functions = done.library.Functions
		for _, f := range library.Functions {
			f.Library = library
		}
	}
	for _, f := range library.Functions {
		for g, callback := range done.callbacks {
			if g.Name == f.Name {
				m.linkFunction(callback)
				own[f] = callback
			}
		}
	}
	m.libraries.loaded[library] = own
}

// Retain forgets the libraries that are no more.
func (m *Machine) Retain(isKnown func(*Library) bool) {
	for library := range m.libraries.loaded {
		if !isKnown(library) {
			delete(m.libraries.loaded, library)
		}
	}
}

// Call calls a function and writes its reply. The error reply of one that fails names it and the place.
func (m *Machine) Call(host Host, f *Function, words Words, out *resp.Writer) {
	if m.libraries.loaded[f.Library] == nil {
		if err := m.Load(host, f.Library); err != nil {
			out.Error(err.Error())
			return
		}
	}
	m.begin(host)
	m.l.Push(m.libraries.loaded[f.Library][f])
	m.l.Push(m.list(words.Keys))
	m.l.Push(m.list(words.Args))
	m.finish(m.call(2, 1), f.Name, out)
}

const registerName = "redis.register_function"

// registerFunction is redis.register_function: a name and a callback, or a table of named arguments.
func (m *Machine) registerFunction(l *lua.LState) int {
	if m.libraries.loading == nil {
		raise(l, errNotInLoading.Error())
	}
	f := &Function{}
	var callback *lua.LFunction
	switch l.GetTop() {
	case 1:
		t, ok := l.Get(1).(*lua.LTable)
		if !ok {
			raise(l, "ERR calling "+registerName+" with a single argument is only applicable to Lua table (representing named arguments).")
		}
		callback = namedArguments(l, t, f)
	case 2:
		callback = plainArguments(l, f)
	default:
		raise(l, "ERR wrong number of arguments to "+registerName)
	}
	m.register(l, f, callback)
	return 0
}

// register adds a function to the library that is being loaded.
func (m *Machine) register(l *lua.LState, f *Function, callback *lua.LFunction) {
	if !isName(f.Name) {
		raise(l, errBadName.Error())
	}
	r := m.libraries.loading
	for _, other := range r.library.Functions {
		if strings.EqualFold(other.Name, f.Name) {
			raise(l, "ERR Function already exists in the library")
		}
	}
	r.library.Functions = append(r.library.Functions, f)
	r.callbacks[f] = callback
}

func plainArguments(l *lua.LState, f *Function) *lua.LFunction {
	if !lua.LVCanConvToString(l.Get(1)) {
		raise(l, "ERR first argument to "+registerName+" must be a string")
	}
	callback, ok := l.Get(2).(*lua.LFunction)
	if !ok {
		raise(l, "ERR second argument to "+registerName+" must be a function")
	}
	f.Name = l.ToString(1)
	return callback
}

// namedArguments reads a table of arguments.
func namedArguments(l *lua.LState, t *lua.LTable, f *Function) (callback *lua.LFunction) {
	hasName := false
	each(t, func(key, value lua.LValue) {
		name, ok := key.(lua.LString)
		if !ok {
			raise(l, "ERR named argument key given to "+registerName+" is not a string")
		}
		switch strings.ToLower(string(name)) {
		case "function_name":
			f.Name, hasName = textArgument(l, "function_name", value), true
		case "description":
			f.Description, f.HasDescription = textArgument(l, "description", value), true
		case "callback":
			if callback, ok = value.(*lua.LFunction); !ok {
				raise(l, "ERR callback argument given to "+registerName+" must be a function")
			}
		case "flags":
			f.Flags = flagArguments(l, value)
		default:
			raise(l, "ERR unknown argument given to "+registerName)
		}
	})
	if !hasName {
		raise(l, "ERR "+registerName+" must get a function name argument")
	}
	if callback == nil {
		raise(l, "ERR "+registerName+" must get a callback argument")
	}
	return callback
}

func textArgument(l *lua.LState, name string, v lua.LValue) string {
	if !lua.LVCanConvToString(v) {
		raise(l, "ERR "+name+" argument given to "+registerName+" must be a string")
	}
	return v.String()
}

// flagArguments reads a list of flags by name.
func flagArguments(l *lua.LState, v lua.LValue) (flags Flags) {
	t, ok := v.(*lua.LTable)
	if !ok {
		raise(l, "ERR flags argument to "+registerName+" must be a table representing function flags")
	}
	for i := 1; i <= t.Len(); i++ {
		name, _ := t.RawGetInt(i).(lua.LString)
		flag, ok := parseFlag(string(name))
		if !ok {
			raise(l, "ERR unknown flag given")
		}
		flags |= flag
	}
	return flags
}
