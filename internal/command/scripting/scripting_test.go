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
	grow := "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end"
	if got := reply(s, "EVAL", grow, "0"); !strings.HasPrefix(got, "-ERR Script ended because it takes more memory ") {
		t.Errorf("a script that grows ends with %q", got)
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
