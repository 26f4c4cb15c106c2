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
	s.function = m.l.NewFunctionFromProto(m.linkCode(p, s))
	return s
}

// linkFunction links the code of a library's function, which gets its words as arguments. The library must have been
// loaded: meanwhile the globals are others.
func (m *Machine) linkFunction(f *lua.LFunction) { f.Proto = m.linkCode(f.Proto, nil) }

// linkCode links a function and those within it. s is the script that they belong to, if they belong to one.
func (m *Machine) linkCode(p *Proto, s *linked) *Proto {
	if len(p.Constants)+len(p.Code) > maxConstants {
		if s != nil {
			s.byName = true
		}
		return p
	}
	c := code{Proto: *p}
	c.Code, c.Constants = slices.Clone(p.Code), slices.Clone(p.Constants)
	c.FunctionPrototypes = make([]*Proto, len(p.FunctionPrototypes))
	for i, inner := range p.FunctionPrototypes {
		c.FunctionPrototypes[i] = m.linkCode(inner, s)
	}
	keys, argv := -1, -1
	targets := jumpTargets(p.Code)
	for i, in := range p.Code {
		if opcode(in) != lua.OP_GETGLOBAL {
			continue
		}
		name := lua.LVAsString(p.Constants[argBx(in)])
		switch {
		case name == "KEYS" && s != nil:
			keys = c.load(i, keys, lua.LNil)
		case name == "ARGV" && s != nil:
			argv = c.load(i, argv, lua.LNil)
		default:
			m.linkGlobal(&c, i, name, targets)
			if s != nil && (name == "_G" || name == "load" || name == "loadstring") {
				s.byName = true
			}
		}
	}
	if keys >= 0 {
		s.keys = append(s.keys, &c.Constants[keys])
	}
	if argv >= 0 {
		s.argv = append(s.argv, &c.Constants[argv])
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
	c.load(i, -1, v)
	next := c.Code[i+1] // no function ends with getting a global
	view, ok := v.(*lua.LTable)
	if !ok || opcode(next) != lua.OP_GETTABLEKS || argB(next) != table || targets[i+1] {
		return
	}
	if field := m.seen(view).RawGet(c.constant(argC(next))); field != lua.LNil {
		c.load(i+1, -1, field)
	}
}

// code is a function's code while it is linked.
type code struct{ Proto }

// load makes an instruction load a constant into the register that it sets. at is where the constant is, or negative if
// it is new; load returns where it is now.
func (c *code) load(i, at int, v lua.LValue) int {
	if at < 0 {
		at = len(c.Constants)
		c.Constants = append(c.Constants, v)
	}
	c.Code[i] = uint32(lua.OP_LOADK)<<26 | uint32(argA(c.Code[i]))<<18 | uint32(at)
	return at
}

// constant is what an argument stands for that is known to be a constant.
func (c *code) constant(arg int) lua.LValue { return c.Constants[arg&(constantMark-1)] }

// maxConstants is how many constants a function can have.
const maxConstants = 1 << 18

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
