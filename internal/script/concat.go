package script

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// The machine's own operator ".." cannot be told how long a string may become, and forty of them fill any memory. So the
// compiler makes calls of it, of a function that asks first. No script can name it, and the linker puts it in.
const concatName = "\x00concat"

// concat joins its arguments from the right, as the operator does.
func concat(l *lua.LState) int {
	n := l.GetTop()
	total := 0
	for i := 1; i <= n; i++ {
		switch v := l.Get(i).(type) {
		case lua.LString:
			total += len(v)
		case lua.LNumber:
			total += maxNumberBytes
		default:
			l.Push(concatOthers(l, n))
			return 1
		}
	}
	mayBuild(l, total)
	var out strings.Builder
	out.Grow(total)
	for i := 1; i <= n; i++ {
		if s, ok := l.Get(i).(lua.LString); ok {
			out.WriteString(string(s))
			continue
		}
		out.WriteString(lua.LVAsString(l.Get(i)))
	}
	l.Push(lua.LString(out.String()))
	return 1
}

// maxNumberBytes is how long a number may be as text.
const maxNumberBytes = 24

// concatOthers is concat where something is neither a string nor a number.
func concatOthers(l *lua.LState, n int) lua.LValue {
	right := l.Get(n)
	for i := n - 1; i >= 1; i-- {
		left := l.Get(i)
		if lua.LVCanConvToString(left) && lua.LVCanConvToString(right) {
			a, b := lua.LVAsString(left), lua.LVAsString(right)
			mayBuild(l, len(a)+len(b))
			right = lua.LString(a + b)
			continue
		}
		right = concatByMeta(l, left, right)
	}
	return right
}

// concatByMeta joins two values as the metatable of one of them says.
func concatByMeta(l *lua.LState, left, right lua.LValue) lua.LValue {
	f := l.GetMetaField(left, "__concat")
	if f == lua.LNil {
		f = l.GetMetaField(right, "__concat")
	}
	if f == lua.LNil {
		culprit := left
		if lua.LVCanConvToString(left) {
			culprit = right
		}
		fail(l, "attempt to concatenate a %s value", culprit.Type().String())
	}
	l.Push(f)
	l.Push(left)
	l.Push(right)
	l.Call(2, 1)
	joined := l.Get(-1)
	l.Pop(1)
	return joined
}
