// Package badinput gives the real server what it should not get: rubbish, floods, damaged files, full disks. It must
// say what is wrong, keep its memory bounded, lose nothing, and go on serving everybody else.
package badinput

import (
	"os"
	"testing"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/test/process"
)

func TestMain(m *testing.M) { os.Exit(process.Main(m)) }

// mostMemory is how much memory, in bytes, a server may use at its worst in these tests.
const mostMemory = 150 << 20

// expectHealthy checks that the server serves a new client and has never used much memory.
func expectHealthy(t *testing.T, s *process.Server) {
	t.Helper()
	c := s.Dial(t)
	expect(t, c, "+OK", "SET", "healthy", "yes")
	expect(t, c, "yes", "GET", "healthy")
	if _, peak, ok := s.Memory(); ok && peak > mostMemory {
		t.Errorf("the server used %d MB at its worst", peak>>20)
	}
}

// expect runs a command and compares the reply as text.
func expect(t *testing.T, c *redistest.Client, want string, args ...string) {
	t.Helper()
	v, err := c.Do(args...)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	if got := textOf(v); got != want {
		t.Fatalf("%q: got %s, want %s", args, got, want)
	}
}

// textOf is a reply as RESP shows it, without line ends; a string is its own bytes.
func textOf(v resp.Value) string {
	switch v.Kind {
	case resp.Bulk:
		return string(v.Str)
	case resp.Simple:
		return "+" + string(v.Str)
	case resp.Error:
		return "-" + string(v.Str)
	default:
		return string(v.AppendText(nil))
	}
}

// onTransports runs a test against a server of each transport.
func onTransports(t *testing.T, test func(t *testing.T, s *process.Server), settings ...string) {
	for _, transport := range []string{"auto", "goroutines"} {
		t.Run(transport, func(t *testing.T) {
			s := process.Start(t, t.TempDir(), append([]string{"--transport", transport}, settings...)...)
			test(t, s)
			expectHealthy(t, s)
		})
	}
}
