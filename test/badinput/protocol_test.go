package badinput

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/test/process"
)

// replyLimit only keeps a broken server from hanging the tests.
const replyLimit = 30 * time.Second

// TestProtocolErrors sends what is no RESP. Redis's answer is an error, and the end of the connection.
func TestProtocolErrors(t *testing.T) {
	long := strings.Repeat("a", 70_000)
	cases := []struct{ name, input, want string }{
		{"a bulk length of 600 MB", "*2\r\n$3\r\nGET\r\n$629145600\r\n", "invalid bulk length"},
		{"a negative bulk length", "*2\r\n$3\r\nGET\r\n$-5\r\n", "invalid bulk length"},
		{"a bulk length that is no number", "*1\r\n$x\r\n", "invalid bulk length"},
		{"too many words", "*2147483648\r\n", "invalid multibulk length"},
		{"a number of words that is none", "*x\r\n", "invalid multibulk length"},
		{"an endless number of words", "*" + long, "too big mbulk count string"},
		{"an endless bulk length", "*1\r\n$" + long, "too big bulk count string"},
		{"an endless line", long, "too big inline request"},
		{"a quote left open", "SET a \"b\r\n", "unbalanced quotes in request"},
		{"a million nested arrays", strings.Repeat("*1\r\n", 1_000_000), "expected '$', got '*'"},
		{"an array in a million words", "*1000000\r\n" + strings.Repeat("*1\r\n", 1_000_000), "expected '$', got '*'"},
		{"an integer for a word", "*1\r\n:1\r\n", "expected '$', got ':'"},
	}
	onTransports(t, func(t *testing.T, s *process.Server) {
		for _, c := range cases {
			if got, want := exchange(t, s, c.input), "-ERR Protocol error: "+c.want+"\r\n"; got != want {
				t.Errorf("%s: got %q, want %q", c.name, got, want)
			}
		}
	})
}

// TestUnauthenticated has the narrow limits of clients that have not said who they are, and floods the server with
// commands that it refuses.
func TestUnauthenticated(t *testing.T) {
	onTransports(t, func(t *testing.T, s *process.Server) {
		for input, want := range map[string]string{
			"*11\r\n":                       "unauthenticated multibulk length",
			"*2\r\n$3\r\nGET\r\n$16385\r\n": "unauthenticated bulk length",
		} {
			if got, want := exchange(t, s, input), "-ERR Protocol error: "+want+"\r\n"; got != want {
				t.Errorf("%q: got %q, want %q", input, got, want)
			}
		}
		const flood = 100_000
		got := exchange(t, s, strings.Repeat("SET key value\r\n", flood)+"QUIT\r\n")
		if want := strings.Repeat("-NOAUTH Authentication required.\r\n", flood) + "+OK\r\n"; got != want {
			t.Errorf("a flood of %d commands was answered by %d bytes, want %d", flood, len(got), len(want))
		}
		c := s.Dial(t)
		expect(t, c, "+OK", "AUTH", "secret")
		expect(t, c, "(nil)", "GET", "key")
		expect(t, c, "+OK", "CONFIG", "SET", "requirepass", "")
	}, "--requirepass", "secret")
}

// TestGarbage sends random bytes; some look a little like RESP.
func TestGarbage(t *testing.T) {
	onTransports(t, func(t *testing.T, s *process.Server) {
		rng := rand.New(rand.NewPCG(1, 1))
		for range 300 {
			input := make([]byte, rng.IntN(5000))
			for i := range input {
				input[i] = byte(rng.Uint32())
				if rng.IntN(4) == 0 {
					input[i] = "*$0123456789\r\n"[rng.IntN(14)]
				}
			}
			for reply := range strings.Lines(exchange(t, s, string(input))) {
				if !strings.HasPrefix(reply, "-ERR ") || !strings.HasSuffix(reply, "\r\n") {
					t.Fatalf("%q was answered %q", input, reply)
				}
			}
		}
	})
}

// TestManyWords sends one long command of very many short words, which costs no more than its bytes.
func TestManyWords(t *testing.T) {
	onTransports(t, func(t *testing.T, s *process.Server) {
		words := []string{"MSET"}
		for i := range 50_000 {
			words = append(words, fmt.Sprint("key:", i), "a short value")
		}
		if got, want := exchange(t, s, string(resp.AppendCommandStrings(nil, words...))), "+OK\r\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestAnnounced announces what fits the limits and never comes.
func TestAnnounced(t *testing.T) {
	onTransports(t, func(t *testing.T, s *process.Server) {
		for i := range 100 {
			for _, input := range []string{
				"*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$536870912\r\n",
				"*2147483647\r\n",
				fmt.Sprintf("*3\r\n$3\r\nSET\r\n$%d\r\n", 1<<28+i),
			} {
				if _, err := s.Dial(t).Write([]byte(input)); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// TestHalfFrame closes the connection in the middle of commands, after a whole one.
func TestHalfFrame(t *testing.T) {
	onTransports(t, func(t *testing.T, s *process.Server) {
		whole := "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n"
		for cut := range len(whole) {
			if got, want := exchange(t, s, whole+whole[:cut]), "+OK\r\n"; got != want {
				t.Fatalf("cut at %d: got %q, want %q", cut, got, want)
			}
		}
	})
}

// exchange sends bytes, closes its side, and returns everything that the server answers before it closes, too.
func exchange(t *testing.T, s *process.Server, input string) string {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(replyLimit)); err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = io.Copy(conn, strings.NewReader(input)) // the server may hang up before the end
		_ = conn.(*net.TCPConn).CloseWrite()
	}()
	var reply bytes.Buffer
	if _, err := io.Copy(&reply, conn); err != nil && !isReset(err) {
		t.Fatalf("%.40q...: %v", input, err)
	}
	return reply.String()
}

// isReset reports whether the peer closed the connection with input of ours unread.
func isReset(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && !op.Timeout()
}
