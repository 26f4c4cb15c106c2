package script

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/parse"
)

// Proto is compiled code, which any machine can run.
type Proto = lua.FunctionProto

// compile compiles a chunk. The error is worded as Lua words it, as far as the parser tells.
func compile(source, chunk string) (*Proto, error) {
	tree, err := parse.Parse(strings.NewReader(source), chunk)
	if err != nil {
		return nil, syntaxError(source, chunk, err)
	}
	rewrite(tree)
	proto, err := lua.Compile(tree, chunk)
	if err != nil {
		return nil, syntaxError(source, chunk, err)
	}
	if !canLink(proto) {
		return nil, errors.New(chunk + ": constant table overflow")
	}
	proto.IsVarArg &^= lua.VarArgNeedsArg // a chunk has no table "arg", which would cost more than a small script
	return proto, nil
}

// parserError is what the parser says: "chunk line:1(column:5) near 'x':   syntax error".
var parserError = regexp.MustCompile(`(?s)^.*? (?:at EOF|line:(\d+)\(column:\d+\) near '(.*)'):\s+(.*)$`)

// syntaxError turns the parser's words into those of Lua.
func syntaxError(source, chunk string, err error) error {
	m := parserError.FindStringSubmatch(strings.TrimSpace(err.Error()))
	if m == nil {
		return errors.New(chunk + ": " + strings.TrimSpace(err.Error()))
	}
	line, near, what := m[1], "'"+m[2]+"'", m[3]
	if line == "" {
		line, near = strconv.Itoa(1+strings.Count(source, "\n")), "'<eof>'"
	}
	what = strings.Replace(what, "unterminated string", "unfinished string", 1)
	return errors.New(chunk + ":" + line + ": " + what + " near " + near)
}
