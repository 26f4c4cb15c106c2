package server

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/certs/certstest"
)

func listenTLS(t *testing.T) (*Server, *fakeHandler) {
	t.Helper()
	h := newFakeHandler(t)
	s := New(h, Options{})
	t.Cleanup(s.Close)
	if err := s.ListenTLS("127.0.0.1:0", certstest.New(t).ServerConfig(t)); err != nil {
		t.Fatal(err)
	}
	return s, h
}

// TestPlainTextOnTLSPort proves that what is no TLS never gets to the session.
func TestPlainTextOnTLSPort(t *testing.T) {
	s, h := listenTLS(t)
	conn, err := net.Dial("tcp", s.Addrs()[0].String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(conn, "echo a\n"); err != nil {
		t.Fatal(err)
	}
	select {
	case session := <-h.opened:
		select {
		case err := <-session.closed:
			if err == nil {
				t.Error("the session has asked for its end itself")
			}
		case <-time.After(patience):
			t.Error("the session lives on")
		}
	case <-time.After(patience):
		t.Error("the connection does not count")
	}
	if got, err := io.ReadAll(conn); err == nil && strings.Contains(string(got), "a\n") {
		t.Errorf("the answer is %q", got)
	}
}

// TestShutdownDuringHandshake proves that a client which says nothing does not hold a shutdown up.
func TestShutdownDuringHandshake(t *testing.T) {
	s, _ := listenTLS(t)
	conn, err := net.Dial("tcp", s.Addrs()[0].String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), handshakeLimit/2)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}
