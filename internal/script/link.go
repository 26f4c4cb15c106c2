package script

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// Globals never change, but finding one takes two lookups through its view, and "redis.call" takes four. So code is
// linked for each machine: a copy of it has the machine's globals, and the fields of those that are tables, among its
// constants, and loads them from there. Every instruction stays where it is, and its line with it.

// linked is a script that a machine has made ready to run.
type linked struct {
	function   *lua.LFunction
	keys, argv []*lua.LValue // where its code finds KEYS and ARGV, the globals that do change
	// byName says that it may find them through the table of globals, too.
	byName bool
}

// link makes a script ready.
func (m *Machine) link(p *Proto) *linked {
	s := &linked{}
	s.function = m.l.NewFunctionFromProto(m.linkCode(p, s, true))
	return s
}

// linkFunction links the code of a library's function, which gets its words as arguments.
func (m *Machine) linkFunction(f *lua.LFunction) { f.Proto = m.linkCode(f.Proto, nil, true) }

// linkCode links a function and those within it. s is the script that they belong to, if they belong to one. Without
// globals it puts in only what scripts cannot name: while a library is loaded its globals are others.
func (m *Machine) linkCode(p *Proto, s *linked, globals bool) *Proto {
	c := code{Proto: *p, added: make(map[string]int)}
	c.Code, c.Constants = slices.Clone(p.Code), slices.Clone(p.Constants)
	c.FunctionPrototypes = make([]*Proto, len(p.FunctionPrototypes))
	for i, inner := range p.FunctionPrototypes {
		c.FunctionPrototypes[i] = m.linkCode(inner, s, globals)
	}
	targets := jumpTargets(p.Code)
	for i, in := range p.Code {
		if opcode(in) != lua.OP_GETGLOBAL {
			continue
		}
		name := lua.LVAsString(p.Constants[argBx(in)])
		switch {
		case name == concatName:
			c.load(i, name, m.concatFunction)
		case name == indexName:
			c.load(i, name, m.indexFunction)
		case !globals:
		case s != nil && (name == "KEYS" || name == "ARGV"):
			c.load(i, name, lua.LNil)
		default:
			m.linkGlobal(&c, i, name, targets)
		}
		if s != nil && (name == "_G" || name == "load" || name == "loadstring") {
			s.byName = true
		}
	}
	if s != nil {
		s.keys = c.appendSlot(s.keys, "KEYS")
		s.argv = c.appendSlot(s.argv, "ARGV")
	}
	return &c.Proto
}

// linkGlobal links the instruction that gets a global, and the one behind it if that gets a field of it, unless there is
// no such thing. Somebody may jump between the two with another table.
func (m *Machine) linkGlobal(c *code, i int, name string, targets []bool) {
	v := m.globals.RawGetString(name)
	if v == lua.LNil {
		return
	}
	table := argA(c.Code[i])
	c.load(i, name, v)
	next := c.Code[i+1] // no function ends with getting a global
	view, ok := v.(*lua.LTable)
	if !ok || opcode(next) != lua.OP_GETTABLEKS || argB(next) != table || argC(next) < constantMark || targets[i+1] {
		return
	}
	key := c.Constants[argC(next)-constantMark]
	if field := m.seen(view).RawGet(key); field != lua.LNil {
		c.load(i+1, name+"."+lua.LVAsString(key), field)
	}
}

// code is a function's code while it is linked.
type code struct {
	Proto
	added map[string]int // constants that the linker has added
}

// load makes an instruction load a value into the register that it sets.
func (c *code) load(i int, name string, v lua.LValue) {
	at, ok := c.added[name]
	if !ok {
		at = len(c.Constants)
		c.Constants = append(c.Constants, v)
		c.added[name] = at
	}
	c.Code[i] = uint32(lua.OP_LOADK)<<26 | uint32(argA(c.Code[i]))<<18 | uint32(at)
}

// appendSlot appends where an added constant lies, if it was added. No other may be added afterwards.
func (c *code) appendSlot(slots []*lua.LValue, name string) []*lua.LValue {
	if at, ok := c.added[name]; ok {
		return append(slots, &c.Constants[at])
	}
	return slots
}

// maxConstants is how many constants a function may have so that the linker can add some for each global.
const maxConstants = 1<<18 - 1<<10

// canLink reports whether there is room for more constants in a function and those within it.
func canLink(p *Proto) bool {
	return len(p.Constants) <= maxConstants && !slices.ContainsFunc(p.FunctionPrototypes, func(inner *Proto) bool { return !canLink(inner) })
}

// constantMark is in an argument that is a constant, not a register.
const constantMark = 1 << 8

// The parts of an instruction.
func opcode(in uint32) int { return int(in >> 26) }
func argA(in uint32) int   { return int(in>>18) & 0xff }
func argB(in uint32) int   { return int(in) & 0x1ff }
func argC(in uint32) int   { return int(in>>9) & 0x1ff }
func argBx(in uint32) int  { return int(in) & 0x3ffff }
func argSBx(in uint32) int { return argBx(in) - 0x3ffff>>1 }

// jumpTargets says to which instructions something jumps, or skips.
func jumpTargets(instructions []uint32) []bool {
	targets := make([]bool, len(instructions)+2)
	for i, in := range instructions {
		switch opcode(in) {
		case lua.OP_JMP, lua.OP_FORLOOP, lua.OP_FORPREP:
			targets[i+1+argSBx(in)] = true
		case lua.OP_EQ, lua.OP_LT, lua.OP_LE, lua.OP_TEST, lua.OP_TESTSET, lua.OP_TFORLOOP, lua.OP_LOADBOOL:
			targets[i+2] = true
		}
	}
	return targets
}
