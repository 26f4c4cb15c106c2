package dump_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/connection"
	"github.com/holdfast-db/holdfast/internal/command/dump"
	"github.com/holdfast-db/holdfast/internal/command/hashes"
	"github.com/holdfast-db/holdfast/internal/command/keys"
	"github.com/holdfast-db/holdfast/internal/command/server"
	"github.com/holdfast-db/holdfast/internal/command/streams"
	"github.com/holdfast-db/holdfast/internal/command/strings"
	"github.com/holdfast-db/holdfast/internal/command/transactions"
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
	clock  *clock.Manual
	log    *memoryLog
	shared *session.Shared
}

func newTarget(t testing.TB) *target {
	t.Helper()
	tg := &target{
		clock: clock.NewManual(time.UnixMilli(startMillis)),
		log:   &memoryLog{Discard: commitlog.NewDiscard(1)},
	}
	if err := tg.Restart(); err != nil {
		t.Fatal(err)
	}
	return tg
}

// Restart begins anew with what the log has.
func (tg *target) Restart() error {
	cfg := config.New()
	if err := cfg.Load(vfs.NewMem(), nil, nil); err != nil {
		return err
	}
	eng := engine.New(engine.Options{Keys: keyspace.New(engine.KeyspaceOptions(nil, 0, 8)), Log: tg.log, Clock: tg.clock})
	clients := client.NewRegistry()
	caches := tracking.New(eng, clients, cfg.TrackingTableMaxKeys.Load)
	table := command.NewTable(
		connection.Specs(clients, caches, "7.2.4"),
		dump.Specs(cfg.ProtoMaxBulkBytes.Load),
		hashes.Specs(),
		keys.Specs(),
		server.Specs(server.Deps{Clients: clients, Config: cfg, Engine: eng, PubSub: pubsub.New(), Tracking: caches}),
		streams.Specs(func() int64 { return 100 }),
		strings.Specs(cfg.ProtoMaxBulkBytes.Load),
		transactions.Specs(),
	)
	tg.shared = &session.Shared{Table: table, Engine: eng, Clients: clients, Config: cfg, Tracking: caches}
	return eng.Recover(command.NewApplier(table).Apply)
}

func (*target) Name() string               { return "holdfast" }
func (*target) Version() redistest.Version { return redistest.Version{} }

func (tg *target) Dial() (transcript.Conn, error) {
	c := &conn{}
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

// memoryLog is a log that is there again after a restart.
type memoryLog struct {
	*commitlog.Discard
	records []commitlog.Record
}

func (l *memoryLog) Append(db, flags uint16, payload []byte) commitlog.LSN {
	lsn := l.Discard.Append(db, flags, payload)
	l.records = append(l.records, commitlog.Record{LSN: lsn, DB: db, Flags: flags, Payload: bytes.Clone(payload)})
	return lsn
}

func (l *memoryLog) Replay(_ commitlog.LSN, fn func(commitlog.Record) error) error {
	for _, r := range l.records {
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

// conn is a connection whose session runs when something is sent.
type conn struct{ session *session.Session }

// Wake implements client.Waker.
func (*conn) Wake() {}

// Kill implements client.Waker.
func (*conn) Kill() {}

func (c *conn) Send(args ...string) error {
	in := resp.AppendCommandStrings(nil, args...)
	if c.session.Process(in) != len(in) {
		return errors.New("the session waits")
	}
	return nil
}

func (c *conn) Receive() (resp.Value, error) {
	v, n, err := resp.Decode(bytes.Clone(c.session.Output()))
	c.session.Sent(n)
	if n == 0 && err == nil {
		err = errors.New("no reply")
	}
	return v, err
}

func (c *conn) Close() error {
	c.session.Close(nil)
	return nil
}

// do sends one command on a connection of its own.
func (tg *target) do(t testing.TB, args ...string) resp.Value {
	t.Helper()
	c, err := tg.Dial()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Send(args...); err != nil {
		t.Fatal(err)
	}
	v, err := c.Receive()
	if err != nil {
		t.Fatal(err)
	}
	return v
}
