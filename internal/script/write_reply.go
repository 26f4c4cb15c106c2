package script

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// maxReplyDepth bounds how deep the tables of a reply may be nested.
const maxReplyDepth = 1000

// writeReply writes a Lua value as a reply, and reports whether that did not take too much time or memory.
func (m *Machine) writeReply(v lua.LValue, out *resp.Writer) bool {
	w := replyWriter{out: out, hook: m.hook, typed: m.replies.Proto() == 3}
	w.value(v, 0)
	return m.hook.err == nil
}

type replyWriter struct {
	out  *resp.Writer
	hook *hook
	// typed says that the script has chosen RESP3: its booleans are booleans.
	typed bool
}

func (w *replyWriter) value(v lua.LValue, depth int) {
	if w.hook.Done() != nil {
		return // what has been written is of no use
	}
	if depth > maxReplyDepth {
		w.out.Error("ERR reached lua stack limit")
		return
	}
	switch v := v.(type) {
	case lua.LString:
		if len(v) <= cheapBytes || w.hook.room(len(v)) == nil {
			w.out.BulkString(string(v))
		}
	case lua.LNumber:
		w.out.Int(truncate(float64(v)))
	case lua.LBool:
		w.boolean(bool(v))
	case *lua.LTable:
		w.table(v, depth)
	default:
		w.out.Null()
	}
}

// truncate cuts the fraction off. What does not fit is the least integer, as processors say it.
func truncate(f float64) int64 {
	if f >= math.MinInt64 && f < math.MaxInt64 {
		return int64(f)
	}
	return math.MinInt64
}

func (w *replyWriter) boolean(b bool) {
	switch {
	case w.typed:
		w.out.Bool(b)
	case b:
		w.out.Int(1)
	default:
		w.out.Null()
	}
}

// table writes a table by the fields that tell what it stands for. Metatables are not looked at: nothing of the script
// runs any more.
func (w *replyWriter) table(t *lua.LTable, depth int) {
	if text := t.RawGetString("err"); lua.LVCanConvToString(text) {
		w.out.Error(text.String())
		return
	}
	if text := t.RawGetString("ok"); lua.LVCanConvToString(text) {
		w.out.Simple(text.String())
		return
	}
	if f, ok := t.RawGetString("double").(lua.LNumber); ok {
		w.out.Double(float64(f))
		return
	}
	if entries, ok := t.RawGetString("map").(*lua.LTable); ok {
		w.pairs(entries, depth)
		return
	}
	if members, ok := t.RawGetString("set").(*lua.LTable); ok {
		w.members(members, depth)
		return
	}
	if digits, ok := t.RawGetString("big_number").(lua.LString); ok {
		w.out.BigNumber(oneLine(string(digits)))
		return
	}
	if w.verbatim(t) {
		return
	}
	w.array(t, depth)
}

// verbatim writes a table that stands for a verbatim string.
func (w *replyWriter) verbatim(t *lua.LTable) bool {
	v, ok := t.RawGetString("verbatim_string").(*lua.LTable)
	if !ok {
		return false
	}
	text, ok := v.RawGetString("string").(lua.LString)
	format, ok2 := v.RawGetString("format").(lua.LString)
	if !ok || !ok2 {
		return false
	}
	kind := [3]byte{' ', ' ', ' '}
	copy(kind[:], format)
	w.out.Verbatim(string(kind[:]), string(text))
	return true
}

func (w *replyWriter) pairs(t *lua.LTable, depth int) {
	n := 0
	each(t, func(lua.LValue, lua.LValue) { n++ })
	w.out.Map(n)
	each(t, func(key, value lua.LValue) {
		w.value(key, depth+1)
		w.value(value, depth+1)
	})
}

func (w *replyWriter) members(t *lua.LTable, depth int) {
	n := 0
	each(t, func(lua.LValue, lua.LValue) { n++ })
	w.out.Set(n)
	each(t, func(member, _ lua.LValue) { w.value(member, depth+1) })
}

// array writes the elements up to the first that is missing.
func (w *replyWriter) array(t *lua.LTable, depth int) {
	n := 0
	for t.RawGetInt(n+1) != lua.LNil {
		n++
	}
	w.out.Array(n)
	for i := 1; i <= n; i++ {
		w.value(t.RawGetInt(i), depth+1)
	}
}

// oneLine makes a text fit into one line of the protocol.
func oneLine(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c == '\r' || c == '\n' {
			b[i] = ' '
		}
	}
	return string(b)
}
