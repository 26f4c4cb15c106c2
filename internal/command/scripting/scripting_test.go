package scripting_test

import (
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session"
)

// reply runs a command and returns its encoded reply.
func reply(s *session.Session, words ...string) string {
	s.Process(resp.AppendCommandStrings(nil, words...))
	out := string(s.Output())
	s.Sent(len(out))
	return out
}

// TestMemoryLimit has a script grow for ever: it ends, and the next one runs.
func TestMemoryLimit(t *testing.T) {
	s := newSession(t, "--eval-memory-max", "32mb")
	for _, grow := range []string{
		"local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end",
		"local t = {} t[6e7] = 1",
	} {
		if got := reply(s, "EVAL", grow, "0"); !strings.HasPrefix(got, "-ERR Script ended because it takes more memory ") {
			t.Errorf("%s\nends with %q", grow, got)
		}
	}
	if got := reply(s, "EVAL", "return 1", "0"); got != ":1\r\n" {
		t.Errorf("the next script gives %q", got)
	}
}

// TestSmallScriptsAllocateLittle keeps an eye on the hot path: what is left are Lua's own values.
func TestSmallScriptsAllocateLittle(t *testing.T) {
	s := newSession(t)
	const most = 12
	input := resp.AppendCommandStrings(nil, "EVAL", "return redis.call('get', KEYS[1])", "1", "foo")
	if n := testing.AllocsPerRun(100, func() {
		s.Process(input)
		s.Sent(len(s.Output()))
	}); n > most {
		t.Errorf("an EVAL of one GET allocates %v times, at most %d are expected", n, most)
	}
}

// TestStackOverflow fills the stacks of the machine in all ways: the script fails, and the next one runs.
func TestStackOverflow(t *testing.T) {
	s := newSession(t)
	for _, script := range []string{
		"local function f() return 1 + f() end return f()",
		"local function f(a) local b, c, d, e, g, h, i, j = 1, 2, 3, 4, 5, 6, 7, 8 return 1 + f(a .. 'x') end return f('x')",
		"local function f(...) return 1 + f(1, ...) end return f(unpack({}, 1, 7000))",
		"return string.byte(('x'):rep(2000000), 1, -1)",
		"return xpcall(function() return string.byte(('x'):rep(2000000), 1, -1) end, function(e) return e end)",
		"return unpack({}, 1, 1e8)",
		"local t = setmetatable({}, {__index = function(t, k) return t[k] end}) return t.x",
		"local co co = coroutine.wrap(function() return string.byte(('x'):rep(2000000), 1, -1) end) return co()",
	} {
		if got := reply(s, "EVAL", script, "0"); !strings.HasPrefix(got, "-ERR ") {
			t.Errorf("%s\ngives %.80q", script, got)
		}
		if got := reply(s, "EVAL", "return redis.call('exists', 'x')", "0"); got != ":0\r\n" {
			t.Fatalf("after %s\na script gives %q", script, got)
		}
	}
}
