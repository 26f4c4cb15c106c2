// Package holdfasttest runs a real Holdfast server in a test, in one line and without a container:
//
//	addr := holdfasttest.Start(t).Addr()
//
// Every server has its data in a directory of its own, listens on loopback only, and ends with its test.
package holdfasttest

import (
	"net"
	"testing"

	"github.com/holdfast-db/holdfast"
)

// Server is a running server.
type Server struct {
	db   *holdfast.DB
	addr string
}

// Start runs a server until the test ends. Settings are names and values in turn, as in
//
//	holdfasttest.Start(t, "appendfsync", "always", "maxmemory", "64mb")
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	if len(settings)%2 != 0 {
		t.Fatalf("holdfasttest: setting %q has no value", settings[len(settings)-1])
	}
	options := holdfast.Options{Settings: make(map[string]string)}
	for i := 0; i < len(settings); i += 2 {
		options.Settings[settings[i]] = settings[i+1]
	}
	db, err := holdfast.Open(t.TempDir(), options)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		_ = db.Close() // nothing is in it
		t.Fatal(err)
	}
	s := &Server{db: db, addr: ln.Addr().String()}
	served := make(chan error, 1)
	go func() { served <- db.Serve(ln) }()
	t.Cleanup(func() { s.stop(t, served) })
	return s
}

// stop closes the database, which ends the serving; that it had ended before is a failure.
func (s *Server) stop(t testing.TB, served <-chan error) {
	select {
	case err := <-served:
		t.Errorf("holdfasttest: the server ended before its test: %v", err)
	default:
	}
	if err := s.db.Close(); err != nil {
		t.Error(err)
	}
}

// Addr is where clients connect, as in "127.0.0.1:40123".
func (s *Server) Addr() string { return s.addr }

// Dial opens a connection inside the process. It ends with the server at the latest.
func (s *Server) Dial() net.Conn { return s.db.Dial() }

// DB is the same data without a connection.
func (s *Server) DB() *holdfast.DB { return s.db }
