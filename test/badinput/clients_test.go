package badinput

import (
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/test/process"
)

// TestIdleConnections opens nearly as many connections as the server takes, which do nothing.
func TestIdleConnections(t *testing.T) {
	const count = 9_990 // ten below the default of maxclients
	onTransports(t, func(t *testing.T, s *process.Server) {
		conns := make([]net.Conn, 0, count)
		defer func() {
			for _, c := range conns {
				_ = c.Close()
			}
		}()
		for range count {
			c, err := net.Dial("tcp", s.Addr())
			if errors.Is(err, syscall.EMFILE) {
				t.Skipf("the system allows only %d connections a process", len(conns))
			}
			if err != nil {
				t.Fatal(err)
			}
			conns = append(conns, c)
		}
		last := redistest.NewClient(conns[count-1])
		expect(t, last, "+PONG", "PING")
		expectHealthy(t, s)
	})
}

// TestTooManyClients has one client more than allowed.
func TestTooManyClients(t *testing.T) {
	s := process.Start(t, t.TempDir(), "--maxclients", "2")
	for range 2 {
		expect(t, s.Dial(t), "+PONG", "PING")
	}
	if got, want := exchange(t, s, "PING\r\n"), "-ERR max number of clients reached\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestClientThatDoesNotRead asks for much and reads nothing: it is dropped when its output is over the limit, and its
// commands are not run ahead of what it reads where there is none.
func TestClientThatDoesNotRead(t *testing.T) {
	onTransports(t, func(t *testing.T, s *process.Server) {
		c := s.Dial(t)
		expect(t, c, "+OK", "SET", "big", strings.Repeat("x", 1<<20))
		flood := strings.Repeat("GET big\r\n", 20_000)

		unlimited := dialRaw(t, s)
		sendUntilStuck(t, unlimited, flood)
		expectHealthy(t, s)

		expect(t, c, "+OK", "CONFIG", "SET", "client-output-buffer-limit", "normal 512kb 0 0")
		limited := dialRaw(t, s)
		sendUntilClosed(t, limited, flood)
		expectHealthy(t, s)
	})
}

func dialRaw(t *testing.T, s *process.Server) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// stuckAfter is how long a write has to get nowhere to be called stuck.
const stuckAfter = 300 * time.Millisecond

// sendUntilStuck sends until the server takes no more.
func sendUntilStuck(t *testing.T, c net.Conn, input string) {
	t.Helper()
	for range 1000 {
		if err := c.SetWriteDeadline(time.Now().Add(stuckAfter)); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Write([]byte(input)); err != nil {
			if !strings.Contains(err.Error(), "timeout") {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatal("the server takes commands without end from a client that reads nothing")
}

// sendUntilClosed sends until the server hangs up.
func sendUntilClosed(t *testing.T, c net.Conn, input string) {
	t.Helper()
	if err := c.SetDeadline(time.Now().Add(replyLimit)); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := c.Write([]byte(input)); err != nil {
			if strings.Contains(err.Error(), "timeout") {
				t.Fatal("the server does not drop a client that reads nothing")
			}
			return
		}
	}
}
