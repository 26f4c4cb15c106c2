package holdfasttest_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"testing"

	"github.com/holdfast-db/holdfast/holdfasttest"
)

func TestServer(t *testing.T) {
	s := holdfasttest.Start(t)
	overTCP, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer overTCP.Close()
	inProcess := s.Dial()
	defer inProcess.Close()
	expect(t, overTCP, "SET k v\r\n", "+OK\r\n")
	expect(t, inProcess, "APPEND k w\r\n", ":2\r\n")
	reply, err := s.DB().Do(context.Background(), "GET", "k")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := reply.Text(); text != "vw" || err != nil {
		t.Errorf("GET k gave %q, %v", text, err)
	}
}

func expect(t *testing.T, conn net.Conn, send, want string) {
	t.Helper()
	if _, err := io.WriteString(conn, send); err != nil {
		t.Fatal(err)
	}
	if got, err := bufio.NewReader(conn).ReadString('\n'); got != want || err != nil {
		t.Errorf("%q gave %q, %v", send, got, err)
	}
}

func TestServersAreApart(t *testing.T) {
	a, b := holdfasttest.Start(t), holdfasttest.Start(t)
	if _, err := a.DB().Do(context.Background(), "SET", "k", "v"); err != nil {
		t.Fatal(err)
	}
	reply, err := b.DB().Do(context.Background(), "EXISTS", "k")
	if n, _ := reply.Int(); n != 0 || err != nil {
		t.Errorf("a key of one server is on the other: %d, %v", n, err)
	}
}

func TestSettings(t *testing.T) {
	s := holdfasttest.Start(t, "appendfsync", "always", "databases", "2")
	reply, err := s.DB().Do(context.Background(), "CONFIG", "GET", "databases")
	if err != nil {
		t.Fatal(err)
	}
	list, err := reply.Array()
	if err != nil || len(list) != 2 || list[1].String() != `"2"` {
		t.Errorf("CONFIG GET databases gave %v, %v", reply, err)
	}
}

// TestEnd proves that the server is gone when its test is over.
func TestEnd(t *testing.T) {
	var s *holdfasttest.Server
	t.Run("inner", func(t *testing.T) { s = holdfasttest.Start(t) })
	if conn, err := net.Dial("tcp", s.Addr()); err == nil {
		conn.Close()
		t.Error("the server still listens")
	}
}
