package server

import (
	"bytes"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

func TestTCPOptions(t *testing.T) {
	for _, transport := range []Transport{Loops, Goroutines} {
		v := variant{network: "tcp", transport: transport, loops: 1}
		r := newRig(t, v, func(_ *fakeHandler, o *Options) { o.KeepAliveSeconds = 90 })
		c := r.dial()
		s := r.session()
		c.send("echo a\n")
		c.expect("a")
		for _, o := range []struct {
			name                string
			level, option, want int
		}{
			{"TCP_NODELAY", unix.IPPROTO_TCP, unix.TCP_NODELAY, 1},
			{"SO_KEEPALIVE", unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
			{"TCP_KEEPIDLE", unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 90},
			{"TCP_KEEPINTVL", unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 30},
			{"TCP_KEEPCNT", unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 3},
		} {
			got, err := unix.GetsockoptInt(s.info.FD, o.level, o.option)
			if got != o.want || err != nil {
				t.Errorf("transport %d: %s is %d, %v; want %d", transport, o.name, got, err, o.want)
			}
		}
	}
}

// lockedBuffer takes log lines from other goroutines.
type lockedBuffer struct {
	mu  sync.Mutex // guards the buffer
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// Without descriptors the server waits, tells the log once, and then goes on.
func TestNoDescriptorsLeft(t *testing.T) {
	for _, transport := range []Transport{Loops, Goroutines} {
		log := &lockedBuffer{}
		v := variant{network: "tcp", transport: transport, loops: 1}
		r := newRig(t, v, func(_ *fakeHandler, o *Options) {
			o.Logger = slog.New(slog.NewTextHandler(log, nil))
		})
		c := r.dial()
		c.send("echo a\n")
		c.expect("a")
		late := r.dialWithoutDescriptors(func() {
			r.until("a warning", func() bool { return strings.Contains(log.String(), "cannot accept") })
			c.send("echo b\n")
			c.expect("b")
		})
		if _, err := unix.Write(late, []byte("echo c\n")); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 10)
		if n, err := unix.Read(late, got); string(got[:max(n, 0)]) != "c\n" {
			t.Errorf("transport %d: got %q, %v", transport, got[:max(n, 0)], err)
		}
		if n := strings.Count(log.String(), "cannot accept"); n > 10 {
			t.Errorf("transport %d: %d warnings", transport, n)
		}
	}
}

// dialWithoutDescriptors connects while the process can open nothing, runs meanwhile, and
// returns the connection when the limit is lifted.
func (r *rig) dialWithoutDescriptors(meanwhile func()) int {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { unix.Close(fd) })
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		r.Fatal(err)
	}
	none := unix.Rlimit{Cur: 0, Max: limit.Max}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &none); err != nil {
		r.Fatal(err)
	}
	defer unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
	to := unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: r.srv.Addrs()[0].(*net.TCPAddr).Port}
	if err := unix.Connect(fd, &to); err != nil {
		r.Fatal(err)
	}
	meanwhile()
	return fd
}
