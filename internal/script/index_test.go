package script

import "testing"

// TestIndex: the function that looks at indexes must not be seen, and lets nothing far through that takes too much.
func TestIndex(t *testing.T) {
	m := NewMachine(Version{"7.2.5", 0x70205}, 1)
	const refused = "-ERR it takes too much script: sha, on @user_script:1."
	for _, c := range []struct{ source, want string }{
		{"local t = {} local function f() return 2, 3 end t[f()], t[1] = 'b', 'a' return t", "*2 $1 a $1 b"},
		{"local t = {'a', 'b'} local i, j = 1, 2 t[i], t[j] = t[j], t[i] return t", "*2 $1 b $1 a"},
		{"local k = 'x' local t = {[k] = 1, [k .. 'y'] = 2} return {t.x, t.xy}", "*2 :1 :2"},
		{"local t = {{}} t[1][({'k'})[1]] = 5 return t[1].k", ":5"},
		{"local function f(...) local t = {} t[...] = 7 return t end return f(1, 2)", "*1 :7"},
		{"local k local t = {} t[k] = 1", "-ERR user_script:1: table index is nil script: sha, on @user_script:1."},
		{"local n = 0 local t = setmetatable({}, {__newindex = function(t, k, v) n = k + v end}) t[n + 6e7] = 1 return n", refused},
		{"local t = {} t[-6e7] = 1 t[6e7 + 0.5] = 2 t[1e15] = 3 return {t[-6e7], t[6e7 + 0.5], t[1e15]}", "*3 :1 :2 :3"},
		{"local t = {} t[1e6] = 1 return t[1e6]", ":1"},
		{"local t = {} t[6e7] = 1", refused},
		{"local i, t = 6e7, {} t[i] = 1", refused},
		{"local i, t = 6e7, {} pcall(function() t[i] = 1 end) return 1", refused},
		{"local i = 6e7 return {[i] = 1}", refused},
		{"rawset({}, 6e7, 1)", refused},
		{"table.insert({}, 6e7, 1)", refused},
		{"return cmsgpack.unpack(cmsgpack.pack({[60000000.0] = 1}))", refused},
		{"return cmsgpack.unpack('\\129\\206\\003\\147\\135\\000\\001')", refused},
	} {
		if got := run(t, m, c.source); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.source, got, c.want)
		}
	}
}
