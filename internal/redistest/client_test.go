package redistest

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// pipe gives a client and the server's end of its connection, which has the
// given replies under way and takes whatever is sent.
func pipe(t *testing.T, replies string) (c *Client, sent <-chan string) {
	t.Helper()
	near, far := net.Pipe()
	t.Cleanup(func() { _ = near.Close(); _ = far.Close() })
	go func() { _, _ = io.WriteString(far, replies) }()
	got := make(chan string, 1)
	go func() {
		all, _ := io.ReadAll(far) // until the client closes
		got <- string(all)
	}()
	return NewClient(near), got
}

func TestClientPipelines(t *testing.T) {
	c, sent := pipe(t, "+OK\r\n$1\r\nv\r\n-ERR no\r\n")
	steps := []error{
		c.Send("SET", "k", "a\r\nb"),
		c.Send("GET", "k"),
	}
	_, err := c.Write([]byte("PING\r\n"))
	if err := errors.Join(append(steps, err)...); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		kind resp.Kind
		text string
	}{{resp.Simple, "OK"}, {resp.Bulk, "v"}, {resp.Error, "ERR no"}} {
		v, err := c.Receive()
		if err != nil || v.Kind != want.kind || string(v.Str) != want.text {
			t.Errorf("received kind %v %q, %v, want %v %q", v.Kind, v.Str, err, want.kind, want.text)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	want := "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\na\r\nb\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\nPING\r\n"
	if got := <-sent; got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
}

func TestClientGivesUpWaiting(t *testing.T) {
	c, _ := pipe(t, "")
	c.SetLimit(time.Millisecond)
	if _, err := c.Do("PING"); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("without a reply: %v, want a deadline error", err)
	}
}
