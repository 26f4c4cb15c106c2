package script

import (
	"errors"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// echo is a host whose commands reply with their own words.
type echo struct {
	ticks  int
	logged []string
}

func (h *echo) Call(args [][]byte, out *resp.Writer) {
	switch string(args[0]) {
	case "fail":
		out.Error("ERR it fails")
	case "null":
		out.Null()
	case "ok":
		out.OK()
	default:
		out.Array(len(args))
		for _, a := range args {
			out.Bulk(a)
		}
	}
}

func (h *echo) Allows([][]byte) (bool, error)  { return true, nil }
func (h *echo) Log(_ LogLevel, message string) { h.logged = append(h.logged, message) }
func (h *echo) Micros() int64                  { return 1_500_000 }

func (h *echo) Room(n int) error {
	if n > 1<<20 {
		return errors.New("it takes too much")
	}
	return nil
}

func (h *echo) Tick() error {
	if h.ticks++; h.ticks > 100 {
		return errors.New("it takes too long")
	}
	return nil
}

func run(t testing.TB, m *Machine, source string, words ...string) string {
	t.Helper()
	s, err := newScript("sha", source)
	if err != nil {
		return "-" + err.Error()
	}
	var w Words
	for _, word := range words {
		w.Args = append(w.Args, []byte(word))
	}
	var out resp.Writer
	m.Run(&echo{}, s, w, &out)
	return strings.TrimRight(strings.ReplaceAll(string(out.Bytes()), "\r\n", " "), " ")
}

func TestScripts(t *testing.T) {
	m := NewMachine(Version{"7.2.5", 0x70205}, 1)
	for _, c := range []struct{ source, want string }{
		{"return 1", ":1"},
		{"return redis.call('a', 1, 2.5)", "*3 $1 a $1 1 $3 2.5"},
		{"return redis.call('fail')", "-ERR it fails script: sha, on @user_script:1."},
		{"return redis.pcall('fail')", "-ERR it fails"},
		{"return x", "-ERR user_script:1: Script attempted to access nonexistent global variable 'x' script: sha, on @user_script:1."},
		{"\nx = 1", "-ERR user_script:2: Attempt to modify a readonly table script: sha, on @user_script:2."},
		{"local t = nil; return t.x", "-ERR user_script:1: attempt to index a nil value script: sha, on @user_script:1."},
		{"return loadstring(string.dump(function() return 1 end))()", "-ERR user_script:1: attempt to call a nil value script: sha, on @user_script:1."},
		{"redis.nope()", "-ERR user_script:1: attempt to call field 'nope' (a nil value) script: sha, on @user_script:1."},
		{"error({})", "-ERR unknown error script: sha, on @user_script:1."},
		{"return {pcall(redis.call, 'fail')}", "*2 $-1 $12 ERR it fails"},
		{"while true do end", "-ERR it takes too long script: sha, on @user_script:1."},
		{"while true do pcall(function() while true do end end) end", "-ERR it takes too long script: sha, on @user_script:1."},
		{"coroutine.wrap(function() while true do end end)()", "-ERR it takes too long script: sha, on @user_script:1."},
		{"return ('x'):rep(3)", "$3 xxx"},
		{"getmetatable('').__index = {}", "-ERR user_script:1: Attempt to modify a readonly table script: sha, on @user_script:1."},
		{"return getmetatable('').__index == string and 1 or 0", ":1"},
		{"setmetatable(_G, {})", "-ERR Attempt to modify a readonly table script: sha, on @user_script:1."},
		{"getmetatable(_G).__index = {}", "-ERR user_script:1: Attempt to modify a readonly table script: sha, on @user_script:1."},
		{"rawset(redis, 'x', 1)", "-ERR Attempt to modify a readonly table script: sha, on @user_script:1."},
		{"table.insert(redis, 1)", "-ERR Attempt to modify a readonly table script: sha, on @user_script:1."},
		{"local n = 0 for k in pairs(bit) do n = n + 1 end return n", ":12"},
		{"return bit.tohex(65535, -2147483648)", "$8 0000FFFF"},
		{"return string.format('%5.1f|%d|%x|%q|%s|%g', 1.25, 3.9, 255, 'a\\n', nil, 0.1)", "$24   1.2|3|ff|\"a\\\n\"|nil|0.1"},
		{"return struct.unpack('>I2', struct.pack('>I2', 300))", ":300"},
		{"return cjson.encode({1, {a = 'x/y'}, 1e20, cjson.decode('null')})", `$27 [1,{"a":"x\/y"},1e+20,null]`},
		{"return cmsgpack.unpack(cmsgpack.pack({1, 2, 'x', -3}))", "*4 :1 :2 $1 x :-3"},
		{"math.randomseed(10) return tostring(math.random())", "$17 0.878851123097749"},
		{"return os.clock()", ":1"},
		{"return os.time", "$-1"},
		{"foo bar", "-ERR Error compiling script (new function): user_script:1: parse error near 'bar'"},
		{"local t = {} t[1] = t return #t", ":1"},
		{"local function f() return f() + 1 end return f()", "-ERR stack overflow"},
		{"return 1e300", ":-9223372036854775808"},
		{"local a = {} for i = 1, 7999 do a[i] = i end return select('#', unpack(a))", ":7999"},
	} {
		if got := run(t, m, c.source); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.source, got, c.want)
		}
	}
}
