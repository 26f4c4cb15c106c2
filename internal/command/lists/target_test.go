package lists_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// server is an instance that clients reach over TCP.
type server struct {
	*instance.Instance
	fs        vfs.FS
	transport string
}

// eachTransport runs a test once for each way in which connections are served.
func eachTransport(t *testing.T, run func(t *testing.T, s *server)) {
	for _, transport := range []string{"auto", "goroutines"} {
		t.Run(transport, func(t *testing.T) {
			s := &server{fs: vfs.NewMem(), transport: transport}
			s.open(t)
			t.Cleanup(func() { s.close(t) })
			run(t, s)
		})
	}
}

func (s *server) open(t *testing.T) {
	t.Helper()
	cfg := config.New()
	settings := []string{
		"--dir", "data", "--shards", "8", "--log-segment-bytes", "1mb",
		"--bind", "127.0.0.1", "--port", "0", "--transport", s.transport, "--io-loops", "2",
	}
	if err := cfg.Load(s.fs, nil, settings); err != nil {
		t.Fatal(err)
	}
	in, err := instance.Open(cfg, instance.Environment{FS: s.fs})
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Listen(); err != nil {
		t.Fatal(err)
	}
	s.Instance = in
}

func (s *server) close(t *testing.T) {
	t.Helper()
	if err := s.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// conn is a connection that fails its test.
type conn struct {
	*redistest.Client
	t  *testing.T
	id string
}

func (s *server) dial(t *testing.T) *conn {
	t.Helper()
	tcp, err := redistest.Dial(s.Server().Addrs()[0].String())
	if err != nil {
		t.Fatal(err)
	}
	c := &conn{Client: tcp, t: t}
	t.Cleanup(func() { _ = tcp.Close() })
	c.id = strings.TrimPrefix(c.do("CLIENT", "ID"), "(integer) ")
	return c
}

// patience is how long a test waits for what should come at once.
const patience = 10 * time.Second

// awaitBlocked waits until so many clients are blocked.
func (c *conn) awaitBlocked(want int) {
	c.t.Helper()
	line := fmt.Sprintf("blocked_clients:%d\\r", want)
	if !redistest.Until(patience, func() bool { return strings.Contains(c.do("INFO", "clients"), line) }) {
		c.t.Fatalf("want %d blocked clients: %s", want, c.do("CLIENT", "LIST"))
	}
}

func (c *conn) do(args ...string) string {
	c.t.Helper()
	c.send(args...)
	return c.receive()
}

func (c *conn) send(args ...string) {
	c.t.Helper()
	if err := c.Send(args...); err != nil {
		c.t.Fatal(err)
	}
}

func (c *conn) receive() string {
	c.t.Helper()
	v, err := c.Receive()
	if err != nil {
		c.t.Fatal(err)
	}
	return string(v.AppendText(nil))
}

// pipeline sends commands in one packet and returns the replies.
func (c *conn) pipeline(commands ...[]string) []string {
	c.t.Helper()
	var packet []byte
	for _, args := range commands {
		packet = resp.AppendCommandStrings(packet, args...)
	}
	if _, err := c.Write(packet); err != nil {
		c.t.Fatal(err)
	}
	replies := make([]string, len(commands))
	for i := range replies {
		replies[i] = c.receive()
	}
	return replies
}

// expect runs a command and compares the reply.
func (c *conn) expect(want string, args ...string) {
	c.t.Helper()
	if got := c.do(args...); got != want {
		c.t.Errorf("%v: got %s, want %s", args, got, want)
	}
}

// expectNext compares the reply of a command that was sent before.
func (c *conn) expectNext(want string) {
	c.t.Helper()
	if got := c.receive(); got != want {
		c.t.Errorf("got %s, want %s", got, want)
	}
}

// expectAll runs commands in one packet and compares the replies.
func (c *conn) expectAll(want []string, commands ...[]string) {
	c.t.Helper()
	if got := c.pipeline(commands...); !slices.Equal(got, want) {
		c.t.Errorf("%v: got %q, want %q", commands, got, want)
	}
}

// awaitWaiting waits until so many callers wait for a key, those without a connection included.
func (s *server) awaitWaiting(t *testing.T, want int) {
	t.Helper()
	if !redistest.Until(patience, func() bool { return s.Engine().Waiting() == want }) {
		t.Fatalf("%d wait, want %d", s.Engine().Waiting(), want)
	}
}
