package redistest

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/resp"
)

const (
	binary = "redis-server"

	// RequireEnv names the environment variable that, set to 1, turns a missing
	// redis-server from a skipped test into a failed one. CI sets it, so that
	// the comparisons cannot vanish unseen.
	RequireEnv = "HOLDFAST_REQUIRE_REDIS"

	startLimit = 10 * time.Second

	// portTries bounds how often a start is repeated because somebody else took
	// the port between finding it free and listening on it.
	portTries = 5
)

var errPortTaken = errors.New("the port was taken by another process")

// Server is a running redis-server.
type Server struct {
	addr    string
	version Version
	cmd     *exec.Cmd
	output  *bytes.Buffer // to be read only after exited is closed
	exited  chan struct{}
}

// Start runs a redis-server until the test ends. args are added to its command
// line, as in "--enable-debug-command", "local". Where no redis-server is
// installed the test is skipped, or fails if RequireEnv asks for that.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	path, err := exec.LookPath(binary)
	if err != nil {
		if os.Getenv(RequireEnv) == "1" {
			t.Fatalf("%s is 1, but there is no %s: %v", RequireEnv, binary, err)
		}
		t.Skipf("no %s to compare with: %v", binary, err)
	}
	dir := t.TempDir()
	for range portTries {
		s, err := launch(path, dir, args)
		if errors.Is(err, errPortTaken) {
			continue
		}
		if err != nil {
			t.Fatalf("start %s: %v", binary, err)
		}
		t.Cleanup(s.stop)
		return s
	}
	t.Fatalf("start %s: no free port in %d tries", binary, portTries)
	return nil
}

// Addr is the TCP address of the server.
func (s *Server) Addr() string { return s.addr }

// Version is the release that the server says it is.
func (s *Server) Version() Version { return s.version }

// Dial connects a client that is closed when the test ends.
func (s *Server) Dial(t testing.TB) *Client {
	t.Helper()
	c, err := Dial(s.addr)
	if err != nil {
		t.Fatalf("dial %s: %v", binary, err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func launch(path, dir string, args []string) (*Server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	base := []string{"--bind", "127.0.0.1", "--port", port, "--dir", dir, "--save", "", "--appendonly", "no"}
	s := &Server{
		addr:   net.JoinHostPort("127.0.0.1", port),
		cmd:    exec.Command(path, append(base, args...)...),
		output: new(bytes.Buffer),
		exited: make(chan struct{}),
	}
	s.cmd.Stdout, s.cmd.Stderr = s.output, s.output
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = s.cmd.Wait() // how it ended is in the output
		close(s.exited)
	}()
	if err := s.awaitReady(); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}

func (s *Server) awaitReady() error {
	var err error
	ready := Until(startLimit, func() bool {
		err = s.hello()
		return err == nil || errors.Is(err, errPortTaken) || s.hasExited()
	})
	switch {
	case err == nil || errors.Is(err, errPortTaken):
		return err
	case !ready:
		return fmt.Errorf("no answer for %v: %w", startLimit, err)
	case bytes.Contains(s.output.Bytes(), []byte("already in use")):
		return errPortTaken
	default:
		return fmt.Errorf("it ended at once:\n%s", s.output)
	}
}

// hello asks the server who it is. Another test's server may have got the port,
// so the process id decides.
func (s *Server) hello() error {
	c, err := Dial(s.addr)
	if err != nil {
		return err
	}
	defer c.Close()
	info, err := c.Do("INFO", "server")
	if err != nil {
		return err
	}
	if info.Kind != resp.Bulk {
		return fmt.Errorf("INFO answered %s", info.AppendText(nil))
	}
	text := string(info.Str)
	if infoField(text, "process_id") != strconv.Itoa(s.cmd.Process.Pid) {
		return errPortTaken
	}
	s.version, err = ParseVersion(infoField(text, "redis_version"))
	return err
}

func (s *Server) hasExited() bool {
	select {
	case <-s.exited:
		return true
	default:
		return false
	}
}

func (s *Server) stop() {
	_ = s.cmd.Process.Kill() // fails only if it is dead already
	<-s.exited
}

// infoField finds "name:value" in the reply of INFO.
func infoField(info, name string) string {
	for line := range strings.SplitSeq(info, "\r\n") {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return value
		}
	}
	return ""
}
