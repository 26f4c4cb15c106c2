package server

import (
	"context"
	"io"
	"net"
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

// TestPlainTextOnTLSPort proves that who does not speak TLS is closed and never gets a session.
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
	if got, err := io.ReadAll(conn); err != nil && len(got) == 0 {
		t.Logf("the connection ends with %v", err) // a reset is as good
	}
	select {
	case <-h.opened:
		t.Error("there is a session")
	default:
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
