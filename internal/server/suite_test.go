package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/certs/certstest"
)

// patience is how long a test waits for what must happen at once.
const patience = 20 * time.Second

// variant is one way to reach a session. All tests of the suite run over each.
type variant struct {
	name      string
	network   string // "tcp", "unix", "pipe" or "tls"
	transport Transport
	loops     int
}

func variants() []variant {
	all := []variant{
		{"goroutines-tcp", "tcp", Goroutines, 0},
		{"goroutines-unix", "unix", Goroutines, 0},
		{"goroutines-pipe", "pipe", Goroutines, 0},
		{"goroutines-tls", "tls", Goroutines, 0},
	}
	if runtime.GOOS == "linux" {
		all = append(all,
			variant{"loops-tcp", "tcp", Loops, 1},
			variant{"loops-unix", "unix", Loops, 1},
			variant{"three-loops-tcp", "tcp", Loops, 3})
	}
	return all
}

// rig is a server under test.
type rig struct {
	*testing.T
	variant
	h    *fakeHandler
	srv  *Server
	addr string
	tls  *certstest.Authority
}

// suite runs a test over all variants. prepare may be nil.
func suite(t *testing.T, prepare func(*fakeHandler, *Options), test func(*rig)) {
	for _, v := range variants() {
		t.Run(v.name, func(t *testing.T) { test(newRig(t, v, prepare)) })
	}
}

func newRig(t *testing.T, v variant, prepare func(*fakeHandler, *Options)) *rig {
	r := &rig{T: t, variant: v, h: newFakeHandler(t)}
	r.h.clock = func() int64 { return time.Now().UnixMilli() }
	opts := Options{Transport: v.transport, Loops: v.loops}
	if prepare != nil {
		prepare(r.h, &opts)
	}
	r.srv = New(r.h, opts)
	t.Cleanup(r.srv.Close)
	var err error
	switch v.network {
	case "tcp":
		err = r.srv.ListenTCP("127.0.0.1:0")
	case "unix":
		err = r.srv.ListenUnix(socketPath(t), 0o700)
	case "tls":
		r.tls = certstest.New(t)
		err = r.srv.ListenTLS("127.0.0.1:0", r.tls.ServerConfig(t))
	}
	if err != nil {
		t.Fatal(err)
	}
	if v.network != "pipe" {
		r.addr = r.srv.Addrs()[0].String()
	}
	return r
}

// socketPath returns a path short enough for a Unix socket.
func socketPath(t *testing.T) string {
	dir, err := os.MkdirTemp("", "srv")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "s")
}

// client is a connection to the server under test.
type client struct {
	*rig
	net.Conn
	in *bufio.Reader
}

func (r *rig) dial() *client {
	r.Helper()
	conn := r.connect()
	r.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	return &client{rig: r, Conn: conn, in: bufio.NewReader(conn)}
}

func (r *rig) connect() net.Conn {
	r.Helper()
	if r.network == "pipe" {
		near, far := Pipe()
		go r.srv.ServeConn(far)
		return near
	}
	if r.network == "tls" {
		conn, err := tls.Dial("tcp", r.addr, r.tls.ClientConfig(r, false))
		if err != nil {
			r.Fatal(err)
		}
		return conn
	}
	conn, err := net.Dial(r.network, r.addr)
	if err != nil {
		r.Fatal(err)
	}
	return conn
}

// session returns the session of the connection that was dialled last.
func (r *rig) session() *fakeSession {
	r.Helper()
	select {
	case s := <-r.h.opened:
		return s
	case <-time.After(patience):
		r.Fatal("no session was opened")
		return nil
	}
}

// until polls for a condition that must come true.
func (r *rig) until(what string, condition func() bool) {
	r.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !condition() {
		select {
		case <-tick.C:
		case <-deadline:
			r.Fatalf("still not: %s", what)
		}
	}
}

// untilWritten waits for n writes in the fake log.
func (r *rig) untilWritten(n int64) {
	r.Helper()
	r.until(fmt.Sprintf("%d writes", n), func() bool { return r.h.end() >= n })
}

func (s *fakeSession) untilState(r *rig, state State) {
	r.Helper()
	r.until(fmt.Sprintf("session in state %d", state), func() bool { return s.State() == state })
}

// untilClosed returns what the session's Close was given.
func (s *fakeSession) untilClosed(r *rig) error {
	r.Helper()
	select {
	case err := <-s.closed:
		return err
	case <-time.After(patience):
		r.Fatal("the session was not closed")
		return nil
	}
}

func (c *client) send(text string) {
	c.Helper()
	if _, err := io.WriteString(c.Conn, text); err != nil {
		c.Fatalf("sending: %v", err)
	}
}

func (c *client) expect(lines ...string) {
	c.Helper()
	for _, want := range lines {
		got, err := c.in.ReadString('\n')
		if got != want+"\n" {
			c.Fatalf("got %.80q (%v), want %.80q", got, err, want)
		}
	}
}

// expectEnd wants the server to have closed the connection in order.
func (c *client) expectEnd() {
	c.Helper()
	if b, err := c.in.ReadByte(); err != io.EOF {
		c.Fatalf("got byte %q, error %v; want the end", b, err)
	}
}

// expectGone wants the connection closed, by a reset too.
func (c *client) expectGone() {
	c.Helper()
	_, err := c.in.ReadByte()
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		c.Fatalf("error %v; want a closed connection", err)
	}
}

func (c *client) closeWrite() {
	c.Helper()
	if err := c.Conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		c.Fatal(err)
	}
}

func TestPipeline(t *testing.T) {
	suite(t, nil, func(r *rig) {
		const n = 20000
		c := r.dial()
		go func() {
			var all bytes.Buffer
			for i := range n {
				fmt.Fprintf(&all, "echo line %d\n", i)
			}
			c.Write(all.Bytes())
		}()
		for i := range n {
			c.expect(fmt.Sprintf("line %d", i))
		}
		if f := r.h.flushes.Load(); f == 0 || f > n {
			r.Errorf("%d flushes for one pipeline of %d", f, n)
		}
	})
}

func TestByteByByte(t *testing.T) {
	suite(t, nil, func(r *rig) {
		c := r.dial()
		for _, line := range []string{"echo a", "echo bcd", "blob 3\nx\nz", "echo e"} {
			for _, b := range line + "\n" {
				c.send(string(b))
			}
		}
		c.expect("a", "bcd", "blob 3", "unknown ", "e")
	})
}

// A connection without a complete command keeps its bytes among thousands of others.
func TestInterleavedHalves(t *testing.T) {
	suite(t, nil, func(r *rig) {
		var clients []*client
		for i := range 50 {
			c := r.dial()
			c.send(fmt.Sprintf("blob %d\n%s", 3000+i*100, strings.Repeat("y", 2000)))
			clients = append(clients, c)
		}
		for i, c := range clients {
			c.send(strings.Repeat("y", 1000+i*100) + "echo then\necho ha")
		}
		for i, c := range clients {
			c.expect(fmt.Sprint("blob ", 3000+i*100), "then")
			c.send("lf\n")
			c.expect("half")
		}
	})
}

func TestLargeMessage(t *testing.T) {
	size := 100 << 20
	if testing.Short() || raceEnabled {
		size = 16 << 20
	}
	suite(t, nil, func(r *rig) {
		c := r.dial()
		before := memory()
		c.send(fmt.Sprintf("echo before\nblob %d\n", size))
		chunk := strings.Repeat("z", 1<<20)
		for range size >> 20 {
			c.send(chunk)
		}
		c.send("echo after\n")
		c.expect("before", fmt.Sprint("blob ", size), "after")
		after := memory()
		if total := after.TotalAlloc - before.TotalAlloc; total > uint64(5*size) {
			r.Errorf("%d MB allocated for a message of %d MB", total>>20, size>>20)
		}
		if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > int64(size/4) {
			r.Errorf("%d MB kept after a message of %d MB", kept>>20, size>>20)
		}
	})
}

// A length that is only announced must not cost memory.
func TestAnnouncedLength(t *testing.T) {
	suite(t, nil, func(r *rig) {
		before := memory()
		for range 20 {
			c := r.dial()
			c.send("echo x\nblob 500000000\nabc")
			c.expect("x")
		}
		if grown := memory().TotalAlloc - before.TotalAlloc; grown > 16<<20 {
			r.Errorf("%d MB allocated for messages that did not come", grown>>20)
		}
	})
}

// TestHalfMessageIsTold: the session learns how much of a long message has come.
func TestHalfMessageIsTold(t *testing.T) {
	suite(t, nil, func(r *rig) {
		c := r.dial()
		c.send("echo x\nblob 500000\n")
		c.expect("x")
		c.send(strings.Repeat("y", 300_000))
		r.until("the session knows of it", func() bool { return r.h.held.Load() > 300_000 })
	})
}

func memory() runtime.MemStats {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats
}

func TestManyConnections(t *testing.T) {
	suite(t, nil, func(r *rig) {
		n := 1000
		if r.network == "unix" || raceEnabled {
			n = 200
		}
		clients := make([]*client, n)
		for i := range clients {
			clients[i] = r.dial()
		}
		for round := range 3 {
			for i, c := range clients {
				c.send(fmt.Sprintf("echo %d-%d\n", round, i))
			}
			for i, c := range clients {
				c.expect(fmt.Sprintf("%d-%d", round, i))
			}
		}
	})
}

// A client that does not read its replies is not read either.
func TestSlowReader(t *testing.T) {
	suite(t, nil, func(r *rig) {
		const replies, size = 600, 64 << 10
		slow, other := r.dial(), r.dial()
		slow.send(strings.Repeat(fmt.Sprintf("big %d\n", size), replies))
		r.until("first replies", func() bool { return r.h.produced.Load() > 0 })
		for range 200 {
			other.send("echo alive\n")
			other.expect("alive")
		}
		if p := r.h.produced.Load(); p > replies*size/2 {
			r.Errorf("%d MB of replies for a client that reads nothing", p>>20)
		}
		for range replies {
			slow.expect(strings.Repeat("x", size))
		}
	})
}

// One client with an endless pipeline must not starve others.
func TestFairness(t *testing.T) {
	suite(t, nil, func(r *rig) {
		greedy, modest := r.dial(), r.dial()
		var stop atomic.Bool
		var clients sync.WaitGroup
		clients.Go(func() {
			for pipeline := []byte(strings.Repeat("echo more\n", 5000)); !stop.Load(); {
				if _, err := greedy.Write(pipeline); err != nil {
					return
				}
			}
		})
		clients.Go(func() { io.Copy(io.Discard, greedy.Conn) })
		for range 100 {
			modest.send("echo me\n")
			modest.expect("me")
		}
		stop.Store(true)
		greedy.Close()
		clients.Wait()
	})
}

func TestWake(t *testing.T) {
	suite(t, nil, func(r *rig) {
		for _, wait := range []struct {
			command, reply string
			state          State
		}{{"block", "woken", Blocked}, {"park", "unparked", Parked}} {
			c := r.dial()
			s := r.session()
			c.send("echo first\n" + wait.command + "\necho last\n")
			c.expect("first")
			s.untilState(r, wait.state)
			s.waker.Wake() // for nothing
			s.wake()
			c.expect(wait.reply, "last")
		}
	})
}

// Wakes from many goroutines, while the connection is busy, are neither lost nor harmful.
func TestWakeStorm(t *testing.T) {
	suite(t, nil, func(r *rig) {
		c := r.dial()
		s := r.session()
		var storm sync.WaitGroup
		for i := range 300 {
			c.send(fmt.Sprintf("block\necho %d\n", i))
			for range 3 {
				storm.Go(func() {
					for range 10 {
						s.waker.Wake()
					}
				})
			}
			s.wake()
			c.expect("woken", fmt.Sprint(i))
		}
		storm.Wait()
	})
}

func TestKill(t *testing.T) {
	suite(t, nil, func(r *rig) {
		for _, before := range []string{"", "echo x\n", "block\n", "park\n", "write x\n", "big 100000000\n"} {
			c := r.dial()
			s := r.session()
			c.send(before + "echo never\n")
			if before == "echo x\n" {
				c.expect("x", "never")
			}
			s.waker.Kill()
			if err := s.untilClosed(r); err != ErrKilled {
				r.Errorf("after %q: closed with %v", before, err)
			}
			io.Copy(io.Discard, c.in)
			c.expectGone()
			s.waker.Kill() // of no effect
			s.waker.Wake()
		}
	})
}

func TestQuitAndDie(t *testing.T) {
	suite(t, nil, func(r *rig) {
		c := r.dial()
		c.send("echo a\nquit\n")
		c.expect("a", "bye")
		c.expectEnd()
		if err := r.session().untilClosed(r); err != nil {
			r.Errorf("quit: closed with %v", err)
		}
		c = r.dial()
		c.send("die\n")
		c.expectEnd()
		if err := r.session().untilClosed(r); err != nil {
			r.Errorf("die: closed with %v", err)
		}
	})
}

func TestDeadline(t *testing.T) {
	suite(t, nil, func(r *rig) {
		late, soon := r.dial(), r.dial()
		late.send("block 60\necho next\n")
		soon.send("block 20\n")
		soon.expect("timeout")
		late.expect("timeout", "next")
	})
}

// Time is the clock's: nothing is due before it says so.
func TestDeadlineByClock(t *testing.T) {
	var now atomic.Int64
	now.Store(1000)
	prepare := func(h *fakeHandler, o *Options) {
		h.clock = now.Load
		o.Clock = now.Load
	}
	suite(t, prepare, func(r *rig) {
		c := r.dial()
		s := r.session()
		c.send("block 3600000\necho next\n")
		s.untilState(r, Blocked)
		s.waker.Wake()
		now.Add(3600000)
		s.waker.Wake()
		c.expect("timeout", "next")
	})
}

func TestIdleTimeout(t *testing.T) {
	prepare := func(h *fakeHandler, _ *Options) { h.idleMs = 50 }
	suite(t, prepare, func(r *rig) {
		silent, talker := r.dial(), r.dial()
		talker.send("echo a\n")
		talker.expect("a")
		silent.expectEnd()
		talker.expectEnd()
	})
}

// Replies to writes wait for the log; the commands behind them wait with them.
func TestReplyWaitsForLog(t *testing.T) {
	suite(t, nil, func(r *rig) {
		var held []*client
		for range 10 {
			c := r.dial()
			c.send("write w\necho r\n")
			held = append(held, c)
		}
		free := r.dial()
		free.send("echo free\n")
		free.expect("free")
		r.untilWritten(10)
		r.srv.Notify() // for nothing
		for _, c := range held {
			c.SetReadDeadline(time.Now().Add(2 * time.Millisecond))
			if b, err := c.in.ReadByte(); err == nil {
				r.Fatalf("reply %q left before its log record", b)
			}
			c.SetReadDeadline(time.Now().Add(patience))
		}
		r.h.sync()
		r.srv.Notify()
		for _, c := range held {
			c.expect("w", "r")
		}
	})
}

// A syncer that races with the sessions: no reply is forgotten.
func TestSyncRace(t *testing.T) {
	suite(t, nil, func(r *rig) {
		var syncer, clients sync.WaitGroup
		stop := make(chan struct{})
		syncer.Go(func() {
			for {
				select {
				case <-r.h.appended:
				case <-stop:
					return
				}
				r.h.sync()
				r.srv.Notify()
			}
		})
		for range 4 {
			c := r.dial()
			clients.Go(func() {
				for range 300 {
					io.WriteString(c.Conn, "write w\n")
					if line, err := c.in.ReadString('\n'); line != "w\n" {
						r.Errorf("got %q, %v", line, err)
						return
					}
				}
			})
		}
		clients.Wait()
		close(stop)
		syncer.Wait()
	})
}

func TestRefusal(t *testing.T) {
	prepare := func(h *fakeHandler, _ *Options) { h.refusal = "-ERR max number of clients reached" }
	suite(t, prepare, func(r *rig) {
		if r.network == "tls" {
			if conn, err := tls.Dial("tcp", r.addr, r.tls.ClientConfig(r, false)); err == nil {
				conn.Close()
				r.Error("whom the handler refuses gets a handshake")
			}
			return
		}
		c := r.dial()
		if got, err := io.ReadAll(c.in); string(got) != r.h.refusal || err != nil {
			r.Errorf("got %q, %v", got, err)
		}
	})
}

// A client may send all it has, close its side, and still get its replies.
func TestHalfClose(t *testing.T) {
	suite(t, nil, func(r *rig) {
		c := r.dial()
		s := r.session()
		c.send("echo a\npark\nwrite b\n" + strings.Repeat("big 50000\n", 100) + "echo z\nincomplete")
		c.closeWrite()
		s.untilState(r, Parked)
		s.wake()
		r.untilWritten(1)
		r.h.sync()
		r.srv.Notify()
		c.expect("a", "unparked", "b")
		for range 100 {
			c.expect(strings.Repeat("x", 50000))
		}
		c.expect("z")
		c.expectEnd()
		if err := s.untilClosed(r); err != io.EOF {
			r.Errorf("closed with %v", err)
		}
	})
}

// A blocked session whose client hung up must not wait on and take something.
func TestBlockedHangUp(t *testing.T) {
	suite(t, nil, func(r *rig) {
		early := r.dial()
		first := r.session()
		early.send("echo a\nblock\necho never\n")
		early.closeWrite()
		early.expect("a")
		early.expectEnd()
		if err := first.untilClosed(r); err != io.EOF {
			r.Errorf("hung up before: closed with %v", err)
		}
		c := r.dial()
		s := r.session()
		c.send("block\n")
		s.untilState(r, Blocked)
		c.Close()
		if err := s.untilClosed(r); err == nil {
			r.Error("hung up while blocked: closed without a reason")
		}
	})
}

func TestReset(t *testing.T) {
	suite(t, nil, func(r *rig) {
		if r.network != "tcp" {
			r.Skip("only TCP connections are reset")
		}
		for _, text := range []string{"echo a\n", "ech", "block\n", strings.Repeat("big 100000\n", 200)} {
			c := r.dial()
			s := r.session()
			c.send(text)
			c.Conn.(*net.TCPConn).SetLinger(0)
			c.Close()
			if err := s.untilClosed(r); err == nil {
				r.Errorf("after %.20q: closed without a reason", text)
			}
		}
		c := r.dial()
		c.send("echo alive\n")
		c.expect("alive")
	})
}

func TestShutdownDrains(t *testing.T) {
	suite(t, nil, func(r *rig) {
		idle, blocked, busy := r.dial(), r.dial(), r.dial()
		sessions := []*fakeSession{r.session(), r.session(), r.session()}
		blocked.send("block\n")
		busy.send("write w\n" + strings.Repeat("echo e\n", 1000))
		r.until("a session blocked", func() bool {
			return sessions[0].State() == Blocked || sessions[1].State() == Blocked || sessions[2].State() == Blocked
		})
		r.untilWritten(1)
		done := make(chan error)
		go func() { done <- r.srv.Shutdown(context.Background()) }()
		idle.expectEnd()
		blocked.expectEnd()
		r.h.sync()
		r.srv.Notify()
		busy.expect("w")
		for range 1000 {
			busy.expect("e")
		}
		busy.expectEnd()
		if err := <-done; err != nil {
			r.Errorf("Shutdown: %v", err)
		}
		for _, s := range sessions {
			if err := s.untilClosed(r); err != ErrClosed {
				r.Errorf("closed with %v", err)
			}
		}
		if err := r.srv.ListenTCP("127.0.0.1:0"); !errors.Is(err, ErrClosed) {
			r.Errorf("listening after Shutdown: %v", err)
		}
	})
}

func TestShutdownGivesUp(t *testing.T) {
	suite(t, nil, func(r *rig) {
		c := r.dial()
		s := r.session()
		c.send("park\n")
		s.untilState(r, Parked)
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() { done <- r.srv.Shutdown(ctx) }()
		cancel()
		if err := <-done; err != context.Canceled {
			r.Errorf("Shutdown: %v", err)
		}
		if err := s.untilClosed(r); err != ErrClosed {
			r.Errorf("closed with %v", err)
		}
		c.expectGone()
	})
}

func TestConnInfo(t *testing.T) {
	suite(t, nil, func(r *rig) {
		c := r.dial()
		got := r.session().info
		want := ConnInfo{Network: r.network, FD: got.FD}
		switch r.network {
		case "tcp", "tls":
			want.Network = "tcp"
			want.Local, want.Remote = c.RemoteAddr().String(), c.LocalAddr().String()
		case "unix":
			want.Local, want.Remote = r.addr+":0", r.addr+":0"
		case "pipe":
			want.Local, want.Remote, want.FD = "pipe:0", "pipe:0", -1
		}
		if got != want || r.network != "pipe" && got.FD <= 0 {
			r.Errorf("got %+v, want %+v", got, want)
		}
	})
}
