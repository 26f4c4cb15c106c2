package server

import (
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestListenErrors(t *testing.T) {
	srv := New(newFakeHandler(t), Options{})
	t.Cleanup(srv.Close)
	if err := srv.ListenTCP("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	taken := srv.Addrs()[0].String()
	err := srv.ListenTCP(taken)
	want := "cannot listen on " + taken + ": "
	if err == nil || !strings.HasPrefix(err.Error(), want) || strings.ContainsRune(err.Error(), '\n') {
		t.Errorf("a taken address: %v", err)
	}
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		t.Errorf("no system error in %v", err)
	}
	for _, address := range []string{"127.0.0.1", "127.0.0.1:99999", "192.0.2.1:0"} {
		err := srv.ListenTCP(address)
		if err == nil || !strings.HasPrefix(err.Error(), "cannot listen on "+address+": ") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if n := len(srv.Addrs()); n != 1 {
		t.Errorf("%d addresses after failures", n)
	}
}

// Both families' wildcards can be bound to one port, as Redis's default does.
func TestListenBothFamilies(t *testing.T) {
	srv := New(newFakeHandler(t), Options{})
	t.Cleanup(srv.Close)
	if err := srv.ListenTCP("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(srv.Addrs()[0].String())
	if err := srv.ListenTCP("[::1]:" + port); errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("the other family: %v", err)
	}
	for address, want := range map[string]string{"0.0.0.0:1": "tcp4", "[::]:1": "tcp6", ":1": "tcp", "localhost:1": "tcp"} {
		if got := tcpNetwork(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func TestListenUnix(t *testing.T) {
	path := socketPath(t)
	stale, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Skip("no Unix sockets: ", err)
	}
	stale.SetUnlinkOnClose(false)
	stale.Close()

	first, second := New(newFakeHandler(t), Options{}), New(newFakeHandler(t), Options{})
	t.Cleanup(second.Close)
	if err := first.ListenUnix(path, 0o600); err != nil {
		t.Fatalf("over a stale socket: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := second.ListenUnix(path, 0); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("over a living socket: %v", err)
	}
	first.Close()
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after Close: %v", err)
	}
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := second.ListenUnix(path, 0); err == nil {
		t.Error("a file that is no socket was replaced")
	}
	if text, _ := os.ReadFile(path); string(text) != "precious" {
		t.Errorf("the file holds %q", text)
	}
}

func TestServe(t *testing.T) {
	r := newRig(t, variant{network: "pipe", transport: Auto}, nil)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.network, r.addr = "tcp", ln.Addr().String()
	served := make(chan error)
	go func() { served <- r.srv.Serve(ln) }()
	c := r.dial()
	c.send("echo a\nquit\n")
	c.expect("a", "bye")
	r.srv.Close()
	if err := <-served; err != ErrClosed {
		t.Errorf("Serve: %v", err)
	}
	near, far := Pipe()
	if err := r.srv.ServeConn(far); err != ErrClosed {
		t.Errorf("ServeConn after Close: %v", err)
	}
	if _, err := near.Write([]byte("x")); err == nil {
		t.Error("the connection was left open")
	}
}
