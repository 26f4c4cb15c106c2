package server

import (
	"bytes"
	"io"
	"net"
	"runtime"
	"sync"
	"testing"
)

var (
	pingRequest = []byte("*1\r\n$4\r\nPING\r\n")
	pongReply   = []byte("+PONG\r\n")
)

// pingHandler gives sessions that know one command.
type pingHandler struct{}

func (pingHandler) Accept(ConnInfo, Waker) (Session, []byte) { return &pingSession{}, nil }
func (pingHandler) Flush()                                   {}
func (pingHandler) IsFlushDear() bool                        { return false }

// pingSession answers pings; it takes their bytes on trust.
type pingSession struct {
	out  []byte
	sent int
}

func (s *pingSession) Process(in []byte) (used int) {
	for len(in)-used >= len(pingRequest) {
		used += len(pingRequest)
		s.out = append(s.out, pongReply...)
	}
	return used
}

func (s *pingSession) Need() int       { return len(pingRequest) }
func (s *pingSession) Holds(int)       {}
func (s *pingSession) Output() []byte  { return s.out[s.sent:] }
func (s *pingSession) Ready() bool     { return true }
func (s *pingSession) State() State    { return Running }
func (s *pingSession) Deadline() int64 { return 0 }
func (s *pingSession) Timeout()        {}
func (s *pingSession) Close(error)     {}

func (s *pingSession) Sent(n int) {
	if s.sent += n; s.sent == len(s.out) {
		s.out, s.sent = s.out[:0], 0
	}
}

// pinger is a client that sends pipelines of pings.
type pinger struct {
	net.Conn
	request, reply, got []byte
}

func newPinger(conn net.Conn, pipeline int) *pinger {
	reply := bytes.Repeat(pongReply, pipeline)
	return &pinger{conn, bytes.Repeat(pingRequest, pipeline), reply, make([]byte, len(reply))}
}

func (p *pinger) ping(tb testing.TB) {
	if _, err := p.Write(p.request); err != nil {
		tb.Error(err)
		return
	}
	if _, err := io.ReadFull(p, p.got); err != nil || !bytes.Equal(p.got, p.reply) {
		tb.Errorf("got %q, %v", p.got, err)
	}
}

// pingTarget starts a server of pings and returns how to reach it.
func pingTarget(tb testing.TB, v variant) func() net.Conn {
	srv := New(pingHandler{}, Options{Transport: v.transport, Loops: v.loops})
	tb.Cleanup(srv.Close)
	if v.network == "pipe" {
		return func() net.Conn {
			near, far := Pipe()
			go srv.ServeConn(far)
			return near
		}
	}
	if err := srv.ListenTCP("127.0.0.1:0"); err != nil {
		tb.Fatal(err)
	}
	return func() net.Conn {
		conn, err := net.Dial("tcp", srv.Addrs()[0].String())
		if err != nil {
			tb.Fatal(err)
		}
		return conn
	}
}

// pingVariants are those whose speed differs.
func pingVariants() []variant {
	all := []variant{{"goroutines-tcp", "tcp", Goroutines, 0}, {"goroutines-pipe", "pipe", Goroutines, 0}}
	if runtime.GOOS == "linux" {
		all = append(all, variant{"loops-tcp", "tcp", Loops, 1})
	}
	return all
}

// BenchmarkPing has 32 clients in this process, which take more time than the server.
func BenchmarkPing(b *testing.B) {
	for _, v := range pingVariants() {
		for _, pipeline := range []int{1, 16} {
			name := v.name + "/pipeline-1"
			if pipeline > 1 {
				name += "6"
			}
			b.Run(name, func(b *testing.B) { benchmarkPing(b, pingTarget(b, v), pipeline) })
		}
	}
}

func benchmarkPing(b *testing.B, dial func() net.Conn, pipeline int) {
	const clients = 32
	var running sync.WaitGroup
	b.ReportAllocs()
	for range clients {
		p := newPinger(dial(), pipeline)
		b.Cleanup(func() { p.Close() })
		running.Go(func() {
			for range b.N/(clients*pipeline) + 1 {
				p.ping(b)
			}
		})
	}
	running.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// A request and its reply allocate nothing, in none of the ways.
func TestPingAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	for _, v := range pingVariants() {
		t.Run(v.name, func(t *testing.T) {
			p := newPinger(pingTarget(t, v)(), 16)
			defer p.Close()
			p.ping(t)
			if n := testing.AllocsPerRun(500, func() { p.ping(t) }); n != 0 {
				t.Errorf("%v allocations per pipeline", n)
			}
		})
	}
}
