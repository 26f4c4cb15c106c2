package server_test

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/connection"
	"github.com/holdfast-db/holdfast/internal/command/keys"
	"github.com/holdfast-db/holdfast/internal/command/server"
	"github.com/holdfast-db/holdfast/internal/command/strings"
	"github.com/holdfast-db/holdfast/internal/command/transactions"
	"github.com/holdfast-db/holdfast/internal/command/users"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/pubsub"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session"
	"github.com/holdfast-db/holdfast/internal/tracking"
	"github.com/holdfast-db/holdfast/internal/transcript"
)

const startMillis = 1_700_000_000_000

// target is a server without a network and without files, in virtual time.
type target struct {
	shared *session.Shared
	clock  *clock.Manual
	log    *slowLog
	host   *host
}

func newTarget(t testing.TB, settings ...string) *target {
	t.Helper()
	cfg := config.New()
	if err := cfg.Load(vfs.NewMem(), nil, append([]string{"--enable-debug-command", "yes"}, settings...)); err != nil {
		t.Fatal(err)
	}
	now := clock.NewManual(time.UnixMilli(startMillis))
	log := &slowLog{Discard: commitlog.NewDiscard(1), synced: make(chan struct{})}
	ks := keyspace.New(engine.KeyspaceOptions(nil, 0, 8))
	t.Cleanup(ks.Close)
	eng := engine.New(engine.Options{Keys: ks, Log: log, Clock: now})
	clients := client.NewRegistry()
	h := &host{cfg: cfg}
	aclFile := &users.File{FS: vfs.NewMem(), Config: cfg, Users: clients.Users, Logger: slog.New(slog.DiscardHandler)}
	caches := tracking.New(eng, clients, cfg.TrackingTableMaxKeys.Load)
	table := command.NewTable(
		users.Specs(clients, aclFile),
		connection.Specs(clients, caches, "7.2.4"),
		transactions.Specs(),
		keys.Specs(),
		strings.Specs(cfg.ProtoMaxBulkBytes.Load),
		server.Specs(server.Deps{
			Clients: clients, Config: cfg, Engine: eng, Host: h, PubSub: pubsub.New(), Tracking: caches, Scripts: noScripts{},
			Process: server.Process{RedisVersion: "7.2.4", Version: "0.1", RunID: "0123", StartedAtMillis: startMillis},
		}),
	)
	clients.Users.Learn(table.Catalogue())
	users.Follow(cfg, clients.Users)
	return &target{
		shared: &session.Shared{Table: table, Engine: eng, Clients: clients, Config: cfg, Tracking: caches},
		clock:  now, log: log, host: h,
	}
}

func (*target) Name() string               { return "holdfast" }
func (*target) Version() redistest.Version { return redistest.Version{} }

func (tg *target) Dial() (transcript.Conn, error) {
	c := &conn{target: tg, wake: make(chan struct{}, 1)}
	cl := client.New("tcp", "127.0.0.1:1", "127.0.0.1:6379", tg.clock.NowMillis(), c)
	if !tg.shared.Clients.Add(cl, 100) {
		return nil, errors.New("too many clients")
	}
	c.session = session.New(tg.shared, cl)
	return c, nil
}

func (tg *target) Advance(d time.Duration) error {
	tg.clock.Advance(d)
	return nil
}

// conn is a connection whose session runs when it is asked for a reply.
type conn struct {
	target  *target
	session *session.Session
	wake    chan struct{}
	in      []byte
}

var errNoReply = errors.New("no reply")

// Wake implements client.Waker.
func (c *conn) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Kill implements client.Waker.
func (c *conn) Kill() { c.Wake() }

func (c *conn) Send(args ...string) error {
	c.in = resp.AppendCommandStrings(c.in, args...)
	c.run()
	return nil
}

func (c *conn) run() {
	c.session.Timeout()
	c.in = c.in[c.session.Process(c.in):]
}

func (c *conn) Receive() (resp.Value, error) {
	c.run()
	for {
		if v, n, err := resp.Decode(bytes.Clone(c.session.Output())); n > 0 || err != nil {
			c.session.Sent(n)
			return v, err
		}
		if s := c.session.State(); s != session.Parked && s != session.Blocked {
			return resp.Value{}, errNoReply
		}
		select {
		case <-c.wake:
			c.run()
		case <-time.After(5 * time.Second): // of a failing test
			return resp.Value{}, errNoReply
		}
	}
}

// Do sends a command and returns the reply in redis-cli's notation.
func (c *conn) do(t testing.TB, args ...string) string {
	t.Helper()
	if err := c.Send(args...); err != nil {
		t.Fatal(err)
	}
	v, err := c.Receive()
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return string(v.AppendText(nil))
}

func (c *conn) Close() error {
	c.session.Close(nil)
	return nil
}

func dial(t testing.TB, tg *target) *conn {
	t.Helper()
	c, err := tg.Dial()
	if err != nil {
		t.Fatal(err)
	}
	return c.(*conn)
}

// host remembers what it was asked for.
type host struct {
	cfg       *config.Config
	reloads   int
	shutdowns []server.Shutdown
	err       error
	// cronPaused is what was asked for last.
	cronPaused bool
}

func (*host) Port() int { return 6379 }

func (h *host) RewriteConfig() error { return h.cfg.Rewrite(vfs.NewMem()) }

func (h *host) Reload() error {
	h.reloads++
	return h.err
}

func (h *host) PauseCron(on bool) { h.cronPaused = on }

func (h *host) Shutdown(s server.Shutdown) error {
	h.shutdowns = append(h.shutdowns, s)
	return h.err
}

// noScripts is a server without scripts.
type noScripts struct{}

func (noScripts) Usage() server.ScriptUsage { return server.ScriptUsage{} }
func (noScripts) AllowAll(bool)             {}
