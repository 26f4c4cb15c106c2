package process

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
)

// startLimit is how long a server may take from its start until it is ready.
const startLimit = 60 * time.Second

// Server is a running server.
type Server struct {
	addr   string // set before ready is closed
	cmd    *exec.Cmd
	ready  chan struct{} // closed when it listens
	exited chan struct{} // closed when it is dead

	mu     sync.Mutex // guards what follows
	stderr strings.Builder
}

// Launch starts a server on a data directory, with more settings if any, and does not wait for it.
func Launch(t testing.TB, dir string, settings ...string) *Server {
	t.Helper()
	args := append([]string{"serve", "--bind", "127.0.0.1", "--port", "0", "--dir", dir}, settings...)
	s := &Server{
		cmd:    exec.Command(os.Getenv(BinaryEnv), args...),
		ready:  make(chan struct{}),
		exited: make(chan struct{}),
	}
	s.cmd.Stderr = (*errorOutput)(s)
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	go s.follow(stdout)
	return s
}

// Start starts a server and waits until it is ready.
func Start(t testing.TB, dir string, settings ...string) *Server {
	t.Helper()
	s := Launch(t, dir, settings...)
	s.AwaitReady(t)
	return s
}

// AwaitReady waits until the server listens.
func (s *Server) AwaitReady(t testing.TB) {
	t.Helper()
	timer := time.NewTimer(startLimit)
	defer timer.Stop()
	select {
	case <-s.ready:
	case <-s.exited:
		t.Fatalf("the server ended before it was ready, with exit code %d:\n%s", s.cmd.ProcessState.ExitCode(), s.Stderr())
	case <-timer.C:
		t.Fatalf("the server is not ready after %v:\n%s", startLimit, s.Stderr())
	}
}

// follow reads the standard output, which tells the address, until the process ends.
func (s *Server) follow(stdout io.Reader) {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), " is ready on "); ok && s.addr == "" {
			s.addr, _, _ = strings.Cut(rest, ",")
			close(s.ready)
		}
	}
	_ = s.cmd.Wait() // how it ended is in ProcessState
	close(s.exited)
}

// Addr is the address of a server that is ready.
func (s *Server) Addr() string { return s.addr }

// Dial connects a client that is closed when the test ends.
func (s *Server) Dial(t testing.TB) *redistest.Client {
	t.Helper()
	c, err := redistest.Dial(s.addr)
	if err != nil {
		t.Fatalf("dial: %v; the server says:\n%s", err, s.Stderr())
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// Kill ends the server as a crash does, and waits until it is gone.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill() // fails only if it is dead already
	<-s.exited
}

// Terminate asks the server to stop and returns its exit code.
func (s *Server) Terminate(t testing.TB) int {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	return s.ExitCode(t)
}

// ExitCode waits for the end of the server.
func (s *Server) ExitCode(t testing.TB) int {
	t.Helper()
	timer := time.NewTimer(runLimit)
	defer timer.Stop()
	select {
	case <-s.exited:
		return s.cmd.ProcessState.ExitCode()
	case <-timer.C:
		t.Fatalf("the server still runs after %v:\n%s", runLimit, s.Stderr())
		return -1
	}
}

// Stderr is what the server has written to its standard error so far.
func (s *Server) Stderr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stderr.String()
}

// errorOutput is the end of a server's standard error.
type errorOutput Server

// Write implements io.Writer.
func (o *errorOutput) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.stderr.Write(p)
}

// Memory reads how much memory the server has, and at most had, resident. ok is false on systems that do not tell.
func (s *Server) Memory() (nowBytes, peakBytes int64, ok bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0, false
	}
	return statusKB(string(status), "VmRSS") << 10, statusKB(string(status), "VmHWM") << 10, true
}

func statusKB(status, name string) (kb int64) {
	_, rest, _ := strings.Cut(status, name+":")
	_, _ = fmt.Sscan(rest, &kb) // what is not there counts as zero
	return kb
}
