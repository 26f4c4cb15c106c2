package script

import (
	"crypto/sha1"
	"encoding/hex"
	"strconv"
	"strings"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// Flags of redis.set_repl.
const (
	replNone  = 0
	replAOF   = 1
	replSlave = 2
	replAll   = replAOF | replSlave
)

// openRedis makes the table "redis", and "server" which is the same.
func (m *Machine) openRedis() {
	t := m.table("redis")
	m.setConstants(t)
	m.set(t, map[string]lua.LGFunction{
		"call":               m.redisCall,
		"pcall":              m.redisProtectedCall,
		"acl_check_cmd":      m.aclCheck,
		"breakpoint":         breakpoint,
		"debug":              func(*lua.LState) int { return 0 },
		"error_reply":        errorReply,
		"log":                m.log,
		"replicate_commands": replicateCommands,
		"set_repl":           setRepl,
		"setresp":            m.setResp,
		"sha1hex":            sha1Hex,
		"status_reply":       statusReply,
	})
	m.globals.RawSetString("server", t)
}

// setConstants names levels, flags and the version.
func (m *Machine) setConstants(t *lua.LTable) {
	for name, n := range map[string]int{
		"LOG_DEBUG": int(LogDebug), "LOG_VERBOSE": int(LogVerbose), "LOG_NOTICE": int(LogNotice),
		"LOG_WARNING": int(LogWarning),
		"REPL_NONE":   replNone, "REPL_AOF": replAOF, "REPL_SLAVE": replSlave, "REPL_REPLICA": replSlave,
		"REPL_ALL": replAll, "REDIS_VERSION_NUM": m.version.Number,
	} {
		t.RawSetString(name, lua.LNumber(n))
	}
	t.RawSetString("REDIS_VERSION", lua.LString(m.version.Text))
}

const (
	noWords    = "ERR Please specify at least one argument for this redis lib call"
	wrongWords = "ERR Lua redis lib command arguments must be strings or integers"
)

// redisCall runs a command; an error reply ends the script.
func (m *Machine) redisCall(l *lua.LState) int {
	if problem := m.command(l); problem != "" {
		raise(l, problem)
	}
	if reply := m.replies.Bytes(); reply[0] == '-' {
		l.Error(replyError(l, reply), 1)
	}
	l.Push(m.readReply(l, m.replies.Bytes()))
	return 1
}

// redisProtectedCall runs a command; an error reply becomes a table with the field err.
func (m *Machine) redisProtectedCall(l *lua.LState) int {
	if problem := m.command(l); problem != "" {
		l.Push(errorTable(l, problem))
		return 1
	}
	l.Push(m.readReply(l, m.replies.Bytes()))
	return 1
}

// command runs the command of a call's arguments, unless there is a problem with them. The reply is in m.replies.
func (m *Machine) command(l *lua.LState) (problem string) {
	args, problem := m.words(l)
	if problem != "" {
		return problem
	}
	m.hook.left -= commandInstructions
	m.replies.Reset()
	m.checkCommand()
	m.inCommand = true
	m.host.Call(args, &m.replies)
	m.inCommand = false
	clear(args)
	return ""
}

// checkCommand panics when a command has panicked before: the Lua machine makes errors of panics, but half a command
// must not pass for one that failed.
func (m *Machine) checkCommand() {
	if m.inCommand {
		panic("script: a command panicked, and the script went on")
	}
}

// words makes a command's words of the arguments of a call. They are views of the script's strings: commands never
// write to their words.
func (m *Machine) words(l *lua.LState) (args [][]byte, problem string) {
	n := l.GetTop()
	if n == 0 {
		return nil, noWords
	}
	args = m.args[:0]
	for i := 1; i <= n; i++ {
		switch v := l.Get(i).(type) {
		case lua.LString:
			args = append(args, unsafe.Slice(unsafe.StringData(string(v)), len(v)))
		case lua.LNumber:
			args = append(args, appendNumber(nil, float64(v)))
		default:
			return nil, wrongWords
		}
	}
	m.args = args
	return args, ""
}

// appendNumber appends a number as commands get it: whole numbers without an exponent.
func appendNumber(dst []byte, f float64) []byte {
	if n := int64(f); float64(n) == f && n != int64(-1<<63) {
		return strconv.AppendInt(dst, n, 10)
	}
	return resp.AppendDouble(dst, f)
}

func (m *Machine) aclCheck(l *lua.LState) int {
	args, problem := m.words(l)
	if problem != "" {
		raise(l, problem)
	}
	allowed, err := m.host.Allows(args)
	if err != nil {
		raise(l, "ERR Invalid command passed to redis.acl_check_cmd()")
	}
	l.Push(lua.LBool(allowed))
	return 1
}

// breakpoint tells that there is no debugger.
func breakpoint(l *lua.LState) int {
	l.Push(lua.LFalse)
	return 1
}

// replicateCommands is a thing of the past: what is logged are always effects.
func replicateCommands(l *lua.LState) int {
	l.Push(lua.LTrue)
	return 1
}

// setRepl changes nothing: a unit is logged as a whole or not at all.
func setRepl(l *lua.LState) int {
	if l.GetTop() != 1 {
		raise(l, "ERR redis.set_repl() requires two arguments.")
	}
	if flags := l.ToInt(1); flags&^replAll != 0 {
		raise(l, "ERR Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.")
	}
	return 0
}

// setResp chooses the protocol whose types the replies of commands have.
func (m *Machine) setResp(l *lua.LState) int {
	if l.GetTop() != 1 {
		raise(l, "ERR redis.setresp() requires one argument.")
	}
	version := l.ToInt(1)
	if version != 2 && version != 3 {
		raise(l, "ERR RESP version must be 2 or 3.")
	}
	m.replies.SetProto(version)
	return 0
}

func sha1Hex(l *lua.LState) int {
	if l.GetTop() != 1 {
		raise(l, "ERR wrong number of arguments")
	}
	l.Push(lua.LString(sha1Of(l.ToString(1))))
	return 1
}

// sha1Of is the name of a script: the SHA-1 of its text in hex.
func sha1Of(text string) string {
	sum := sha1.Sum(unsafe.Slice(unsafe.StringData(text), len(text)))
	return hex.EncodeToString(sum[:])
}

const wrongArguments = "ERR wrong number or type of arguments"

// soleText is the only argument of a call, a string.
func soleText(l *lua.LState) (string, bool) {
	s, ok := l.Get(1).(lua.LString)
	return string(s), ok && l.GetTop() == 1
}

// errorReply makes an error reply. A text of a single word gets the code ERR.
func errorReply(l *lua.LState) int {
	text, ok := soleText(l)
	if !ok {
		l.Push(errorTable(l, wrongArguments))
		return 1
	}
	text = strings.TrimRight(strings.TrimPrefix(text, "-"), "\r\n")
	if !strings.Contains(text, " ") {
		text = "ERR " + text
	}
	l.Push(errorTable(l, text))
	return 1
}

func statusReply(l *lua.LState) int {
	text, ok := soleText(l)
	if !ok {
		l.Push(errorTable(l, wrongArguments))
		return 1
	}
	t := l.CreateTable(0, 1)
	t.RawSetString("ok", lua.LString(text))
	l.Push(t)
	return 1
}

func (m *Machine) log(l *lua.LState) int {
	n := l.GetTop()
	if n < 2 {
		raise(l, "ERR redis.log() requires two arguments or more.")
	}
	level, ok := l.Get(1).(lua.LNumber)
	if !ok {
		raise(l, "ERR First argument must be a number (log level).")
	}
	if level < lua.LNumber(LogDebug) || level > lua.LNumber(LogWarning) {
		raise(l, "ERR Invalid debug level.")
	}
	words, bytes := make([]string, 0, n-1), 0
	for i := 2; i <= n; i++ {
		words = append(words, lua.LVAsString(l.Get(i)))
		bytes += len(words[i-2])
	}
	mayBuild(l, bytes)
	m.host.Log(LogLevel(level), strings.Join(words, " "))
	return 0
}
