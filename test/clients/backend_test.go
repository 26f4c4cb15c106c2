package clients

import (
	"flag"
	"math/rand/v2"
	"net"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/test/process"
)

var reference = flag.Bool("reference", false, "run the frameworks against redis-server, to see what they promise there")

// backend is a server that is killed and comes back on the same port, with the same data.
type backend struct {
	dir  string
	port int
	kill func()
}

func startBackend(t *testing.T) *backend {
	b := &backend{dir: t.TempDir(), port: servicePort(t)}
	b.start(t)
	return b
}

// start starts the server, again if need be.
func (b *backend) start(t *testing.T) {
	t.Helper()
	if *reference {
		b.startReference(t)
		return
	}
	b.kill = process.Start(t, b.dir, "--port", b.portText()).Kill
}

// startReference starts redis-server, which under everysec keeps writes to itself while the disk is busy.
func (b *backend) startReference(t *testing.T) {
	t.Helper()
	server := exec.Command("redis-server", "--bind", "127.0.0.1", "--port", b.portText(), "--dir", b.dir,
		"--save", "", "--appendonly", "yes", "--appendfsync", "always")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	b.kill = func() {
		_ = server.Process.Kill() // fails only if it is dead already
		_ = server.Wait()
	}
	t.Cleanup(b.kill)
	poll(t, "redis-server has read its log", func() bool {
		c, err := redistest.Dial(b.addr())
		if err != nil {
			return false
		}
		defer c.Close()
		reply, err := c.Do("PING")
		return err == nil && string(reply.Str) == "PONG"
	})
}

func (b *backend) addr() string { return net.JoinHostPort("127.0.0.1", b.portText()) }

// servicePort is a free port below those that systems give to clients: while the server is away, one of the clients
// that look for it might be given its port.
func servicePort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 20000 + rand.IntN(10000)
		if l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}

func (b *backend) portText() string { return strconv.Itoa(b.port) }

// environ is the environment of a program that uses the server.
func (b *backend) environ(more ...string) []string {
	return append(append(programEnviron(), "REDIS_HOST=127.0.0.1", "REDIS_PORT="+b.portText()), more...)
}

// pollLimit is how long anything may take that should happen soon. It only keeps a failure from hanging the tests.
const pollLimit = 30 * time.Second

func poll(t *testing.T, what string, done func() bool) {
	t.Helper()
	if !redistest.Until(pollLimit, done) {
		t.Fatalf("still waiting until %s", what)
	}
}
