package script

import (
	"runtime"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

const (
	// maxStringBytes is how long a string may become, as long as a value may be.
	maxStringBytes = 512 << 20
	// cheapBytes may be built without asking.
	cheapBytes = 4 << 10
	// stepsAnInstruction is how many bytes to build, or steps of a search, count for an instruction.
	stepsAnInstruction = 64
)

// hookOf is the hook of a machine, by any of its states.
func hookOf(l *lua.LState) *hook { return l.Context().(*hook) }

// mayBuild is asked before a string of n bytes is built; it ends a script that takes too much. A long string counts for
// many instructions.
func mayBuild(l *lua.LState, n int) {
	if n <= cheapBytes {
		return
	}
	if n > maxStringBytes {
		fail(l, "resulting string too large")
	}
	if err := hookOf(l).room(n); err != nil {
		l.RaiseError("%s", err.Error())
	}
	work(l, n)
}

// growBytes is how long a result may become piece by piece without asking.
const growBytes = 1 << 20

// mayGrow is mayBuild for n more bytes of a result that is made of many values. It asks when the result has to move.
func mayGrow(l *lua.LState, length, capacity, n int) {
	breathe(l)
	if grown := length + n; grown > capacity && grown > growBytes {
		mayBuild(l, grown)
	}
}

// breathe is called for each step of something that a library does and that may take long, so that it can be interrupted
// as instructions can.
func breathe(l *lua.LState) {
	if h := hookOf(l); h.Done() != nil {
		l.RaiseError("%s", h.err.Error())
	}
}

// work is breathe for many small steps.
func work(l *lua.LState, steps int) {
	hookOf(l).left -= steps / stepsAnInstruction
	breathe(l)
}

// A sentinel is garbage that tells a hook of each collection. Whoever takes much memory sets off collections.
type sentinel struct{ hook weak.Pointer[hook] }

// watchCollections has a hook told.
func watchCollections(h *hook) { (&sentinel{weak.Make(h)}).arm() }

func (s *sentinel) arm() {
	runtime.SetFinalizer(s, func(s *sentinel) {
		if h := s.hook.Value(); h != nil {
			h.collected.Store(true)
			s.arm()
		}
	})
}
