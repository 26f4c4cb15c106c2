package script

import (
	"fmt"
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// format is string.format as C does it: Go's verbs differ in flags, in integers and in quoting.
func format(l *lua.LState) int {
	f := formatter{l: l, rest: l.CheckString(1), arg: 1}
	for {
		text, rest, found := strings.Cut(f.rest, "%")
		f.out.WriteString(text)
		if !found {
			break
		}
		f.rest = rest
		f.directive()
	}
	l.Push(lua.LString(f.out.String()))
	return 1
}

type formatter struct {
	l    *lua.LState
	rest string
	arg  int // the last that was used
	out  strings.Builder
}

// maxFormatWidth is how many digits a width or a precision may have, as in Lua.
const maxFormatWidth = 2

// directive formats one argument, by what follows a percent sign.
func (f *formatter) directive() {
	if strings.HasPrefix(f.rest, "%") {
		f.out.WriteByte('%')
		f.rest = f.rest[1:]
		return
	}
	flags := f.span("-+ #0", 5)
	width := f.span("0123456789", maxFormatWidth)
	precision := ""
	if strings.HasPrefix(f.rest, ".") {
		f.rest = f.rest[1:]
		precision = "." + f.span("0123456789", maxFormatWidth)
	}
	if f.rest == "" {
		fail(f.l, "invalid option '%%' to 'format'")
	}
	verb := f.rest[0]
	f.rest = f.rest[1:]
	f.arg++
	f.argument(verb, "%"+flags+width+precision)
}

// span takes the next characters that are in a set.
func (f *formatter) span(set string, most int) string {
	n := 0
	for n < len(f.rest) && strings.IndexByte(set, f.rest[n]) >= 0 {
		n++
	}
	if n > most {
		fail(f.l, "invalid format (width or precision too long)")
	}
	s := f.rest[:n]
	f.rest = f.rest[n:]
	return s
}

func (f *formatter) argument(verb byte, spec string) {
	switch verb {
	case 'c':
		f.out.WriteByte(byte(f.l.CheckInt(f.arg)))
	case 'd', 'i':
		f.out.WriteString(fmt.Sprintf(spec+"d", truncate(float64(f.l.CheckNumber(f.arg)))))
	case 'u':
		f.out.WriteString(fmt.Sprintf(spec+"d", f.unsigned()))
	case 'o', 'x', 'X':
		f.out.WriteString(fmt.Sprintf(spec+string(verb), f.unsigned()))
	case 'e', 'E', 'f', 'g', 'G':
		f.float(verb, spec)
	case 'q':
		text := f.l.CheckString(f.arg)
		mayBuild(f.l, f.out.Len()+len(text))
		f.quote(text)
	case 's':
		text := f.l.ToStringMeta(f.l.CheckAny(f.arg)).String()
		mayBuild(f.l, f.out.Len()+len(text))
		f.out.WriteString(fmt.Sprintf(spec+"s", text))
	default:
		fail(f.l, "invalid option '%%%s' to 'format'", string(verb))
	}
}

// unsigned is the argument as C converts it: negative numbers wrap.
func (f *formatter) unsigned() uint64 {
	n := float64(f.l.CheckNumber(f.arg))
	if n >= math.MaxInt64 && n < math.MaxUint64 {
		return uint64(n)
	}
	return uint64(truncate(n))
}

func (f *formatter) float(verb byte, spec string) {
	n := float64(f.l.CheckNumber(f.arg))
	if math.IsInf(n, 0) || math.IsNaN(n) {
		spec, _, _ = strings.Cut(strings.ReplaceAll(spec, "0", ""), ".")
		f.out.WriteString(fmt.Sprintf(spec+"s", numberWord(n)))
		return
	}
	if (verb == 'g' || verb == 'G') && !strings.Contains(spec, ".") {
		spec += ".6" // Go's default is as many digits as it takes
	}
	f.out.WriteString(fmt.Sprintf(spec+string(verb), n))
}

// numberWord is how C prints what is no number.
func numberWord(n float64) string {
	switch {
	case math.IsNaN(n):
		return "nan"
	case n > 0:
		return "inf"
	default:
		return "-inf"
	}
}

// quote writes a string as Lua's source would.
func (f *formatter) quote(s string) {
	f.out.WriteByte('"')
	for _, c := range []byte(s) {
		switch c {
		case '"', '\\', '\n':
			f.out.WriteByte('\\')
			f.out.WriteByte(c)
		case '\r':
			f.out.WriteString(`\r`)
		case 0:
			f.out.WriteString(`\000`)
		default:
			f.out.WriteByte(c)
		}
	}
	f.out.WriteByte('"')
}
