package script

import (
	"hash/maphash"

	lua "github.com/yuin/gopher-lua"
)

// Words are the keys and the other arguments of a script.
type Words struct{ Keys, Args [][]byte }

// give puts words where a script looks for them.
func (m *Machine) give(name string, words [][]byte, slots []*lua.LValue, byName bool) {
	if len(slots) == 0 && !byName {
		return
	}
	t := m.list(words)
	for _, slot := range slots {
		*slot = t
	}
	if byName {
		m.globals.RawSetString(name, t)
	}
}

// takeBack lets go of words when a script has ended: they may be large.
func (m *Machine) takeBack(name string, slots []*lua.LValue, byName bool) {
	for _, slot := range slots {
		*slot = lua.LNil
	}
	if byName {
		m.globals.RawSetString(name, lua.LNil)
	}
}

// list makes a table of words.
func (m *Machine) list(words [][]byte) *lua.LTable {
	t := m.l.CreateTable(len(words), 0)
	for i, w := range words {
		t.RawSetInt(i+1, m.texts.of(w))
	}
	return t
}

// texts are short strings that scripts have met of late, as Lua keeps one copy of each string: names of fields, options
// and numbers come again and again, and making a string takes two allocations.
type texts struct {
	seed  maphash.Seed
	known [256]lua.LValue
}

// maxKnownBytes is how long a string may be to be looked for.
const maxKnownBytes = 40

// of is bytes as a string.
func (t *texts) of(b []byte) lua.LValue {
	if len(b) > maxKnownBytes {
		return lua.LString(b)
	}
	known := &t.known[maphash.Bytes(t.seed, b)%uint64(len(t.known))]
	if s, ok := (*known).(lua.LString); !ok || string(s) != string(b) {
		*known = lua.LString(b)
	}
	return *known
}
