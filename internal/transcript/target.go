package transcript

import (
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// Target is a server that transcripts are run against.
type Target interface {
	// Name stands in failure messages.
	Name() string
	// Version is the release of a real Redis server, which skips what is ours
	// or too new for it. Holdfast has the zero Version and skips neither.
	Version() redistest.Version
	// Dial opens a connection in its initial state: RESP2 and database 0.
	Dial() (Conn, error)
}

// Conn is one connection. A reply that does not come must end as an error, not
// hang. A *redistest.Client is a Conn.
type Conn interface {
	// Send sends a command and does not wait for its reply.
	Send(args ...string) error
	// Receive waits for the next reply or pushed message. The Value is the
	// caller's to keep.
	Receive() (resp.Value, error)
	Close() error
}

// Restarter is a Target that can be closed and opened again with what it saved.
// The mode Restart needs it. Connections are closed before and dialled after.
type Restarter interface {
	Restart() error
}

// Chiller is a Target that can take all values out of its memory, to read them
// from disk when they are asked for. The mode Cold needs it.
type Chiller interface {
	Chill() error
}

// Advancer is a Target with virtual time. "@ advance" needs it.
type Advancer interface {
	Advance(d time.Duration) error
}

// Redis starts a real redis-server as a target. The test is skipped where there
// is none, as redistest.Start says.
func Redis(t testing.TB) Target {
	t.Helper()
	return redisTarget{redistest.Start(t, "--enable-debug-command", "local")}
}

type redisTarget struct{ server *redistest.Server }

func (r redisTarget) Name() string { return "redis-server " + r.Version().String() }

func (r redisTarget) Version() redistest.Version { return r.server.Version() }

func (r redisTarget) Dial() (Conn, error) { return redistest.Dial(r.server.Addr()) }

// isReal reports whether the target is a Redis server rather than Holdfast.
func isReal(t Target) bool { return t.Version() != redistest.Version{} }
