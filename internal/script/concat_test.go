package script

import "testing"

// TestConcat: the operator is a call, which must not be seen.
func TestConcat(t *testing.T) {
	m := NewMachine(Version{"7.2.5", 0x70205}, 1)
	for _, c := range []struct{ source, want string }{
		{"return 1 .. 2 .. 3.5", "$5 123.5"},
		{"return 'a' .. nil", "-ERR user_script:1: attempt to concatenate a nil value script: sha, on @user_script:1."},
		{"local function f(s)\nreturn s .. {} end\nreturn f('y')", "-ERR user_script:2: attempt to concatenate a table value script: sha, on @user_script:2."},
		{"return ('a' .. 'b'):rep(2) .. #('x'..'y')", "$5 abab2"},
		{"local function f() return 'b', 'c' end return {f() .. 'a', 'a' .. f()}", "*2 $2 ba $2 ab"},
		{"local function f(...) return 'a' .. ... end return f('b', 'c')", "$2 ab"},
		{"local function f(a, s) s = s .. a .. s return s end return f(1, 'y')", "$3 y1y"},
		{"local function f(a, s) s, a = s .. 'x', 2 return s .. a end return f(1, 'y')", "$3 yx2"},
		{"local function g(x) return x .. x, 7 end local function f(a, s) s, a = g(s), 2 return s .. a end return f(1, 'y')", "$3 yy2"},
		{"local function g(x) return x .. x end local function f(a, s) s = (g(s)) return s end return f(1, 'y')", "$2 yy"},
		{"local function f(s) local s = s .. 'x' return s end return f('y')", "$2 yx"},
		{"local n = 0 while 'y' .. n ~= 'y5' do n = n + 1 end return n", ":5"},
		{"local s = '' repeat s = s .. 'ab' until #(s .. s) > 7 return s", "$4 abab"},
		{"local r = {['a' .. 'b'] = 'c' .. 'd'} r['a' .. 'e'] = 1 return {r.ab, r['a' .. 'e']}", "*2 $2 cd :1"},
		{"if 'a' .. 'b' == 'ab' then return -('1' .. '2') end", ":-12"},
		{"local t = setmetatable({}, {__concat = function(a, b) return 'm' end}) return {'x' .. 'y' .. t, t .. 'y' .. 'z'}", "*2 $2 xm $1 m"},
		{"return coroutine.wrap(function() coroutine.yield('a' .. 'b') end)()", "$2 ab"},
		{"return loadstring([[return 'a' .. 'b' .. ARGV[1] ]])()", "$4 abw1"},
		{"for k in pairs(_G) do if k:find('concat') then return k end end", "$-1"},
		{"local s = 'x' while true do s = s .. s end", "-ERR it takes too much script: sha, on @user_script:1."},
		{"local s = 'x' while true do pcall(function() s = s .. s end) end", "-ERR it takes too much script: sha, on @user_script:1."},
	} {
		if got := run(t, m, c.source, "w1"); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.source, got, c.want)
		}
	}
}

// TestLinkedGlobals: globals are found at once where nothing else can be meant.
func TestLinkedGlobals(t *testing.T) {
	m := NewMachine(Version{"7.2.5", 0x70205}, 1)
	for _, c := range []struct{ source, want string }{
		{"local x = false local t = x or redis return t.sha1hex('')", "$40 da39a3ee5e6b4b0d3255bfef95601890afd80709"},
		{"local x = true local t = (x and {sha1hex = function() return 'mine' end} or redis).sha1hex return t('')", "$4 mine"},
		{"return (ARGV[9] or redis).LOG_WARNING", ":3"},
		{"return type(redis.nope)", "$3 nil"},
		{"local function f() return function() return KEYS, ARGV end end return select('#', f()()), #ARGV", ":2"},
		{"return {_G.ARGV[1], rawget(_G, 'ARGV')[1], ARGV[1]}", "*3 $2 w1 $2 w1 $2 w1"},
		{"ARGV[1] = 'changed' return ARGV[1]", "$7 changed"},
		{"return ARGV[1]", "$2 w1"},
		{"redis = nil", "-ERR user_script:1: Attempt to modify a readonly table script: sha, on @user_script:1."},
		{"redis.call = nil", "-ERR user_script:1: Attempt to modify a readonly table script: sha, on @user_script:1."},
		{"local tostring = function() return 'local' end return tostring(1)", "$5 local"},
	} {
		if got := run(t, m, c.source, "w1"); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.source, got, c.want)
		}
	}
}
