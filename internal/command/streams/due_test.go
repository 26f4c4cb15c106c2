package streams_test

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/streams"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

const startMillis = 1_700_000_000_000

// server is an instance in virtual time, whose background work is done when the test says so.
type server struct {
	t      *testing.T
	fs     vfs.FS
	clock  *clock.Manual
	in     *instance.Instance
	client *redistest.Client
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, fs: vfs.NewMem(), clock: clock.NewManual(time.UnixMilli(startMillis))}
	s.open()
	t.Cleanup(s.close)
	return s
}

func (s *server) open() {
	s.t.Helper()
	cfg := config.New()
	if err := cfg.Load(s.fs, nil, []string{"--dir", "data", "--shards", "8", "--log-segment-bytes", "1mb"}); err != nil {
		s.t.Fatal(err)
	}
	in, err := instance.Open(cfg, instance.Environment{FS: s.fs, Clock: s.clock, ManualCron: true})
	if err != nil {
		s.t.Fatal(err)
	}
	s.in, s.client = in, redistest.NewClient(in.Dial())
}

func (s *server) close() {
	_ = s.client.Close()
	if err := s.in.Close(context.Background()); err != nil {
		s.t.Error(err)
	}
}

func (s *server) restart() {
	s.t.Helper()
	s.close()
	s.open()
}

func (s *server) do(args ...string) resp.Value {
	s.t.Helper()
	v, err := s.client.Do(args...)
	if err != nil || v.Kind == resp.Error {
		s.t.Fatalf("%.60q: %s (%v)", args, v.AppendText(nil), err)
	}
	return v
}

// rounds does the background work until a reply is as wanted, which must be soon.
func (s *server) rounds(want int64, args ...string) {
	s.t.Helper()
	got := s.do(args...).Int
	for range 100 {
		if got == want {
			return
		}
		s.in.Cron()
		got = s.do(args...).Int
	}
	s.t.Fatalf("%v is %d, want %d", args, got, want)
}

// TestManyDelayed has thousands of entries wait, restarts before, between and after their times, and finds each of them
// in the stream once, in the order of their times and none too early.
func TestManyDelayed(t *testing.T) {
	const n = 3000
	s := newServer(t)
	for i := range n {
		at := startMillis + 1000 + (i*7919)%n
		s.do("XADD", "s", "AT", strconv.Itoa(at), "*", "at", strconv.Itoa(at))
	}
	s.restart()
	s.rounds(n, "XDELAYED", "LEN", "s")
	s.clock.Advance(time.Second + n/2*time.Millisecond - time.Millisecond)
	s.rounds(n/2, "XLEN", "s")
	s.in.Cron()
	s.rounds(n/2, "XLEN", "s")
	s.restart()
	s.rounds(n/2, "XDELAYED", "LEN", "s")
	s.clock.Advance(time.Hour)
	s.rounds(n, "XLEN", "s")
	s.restart()
	s.rounds(0, "XDELAYED", "LEN", "s")
	entries := s.do("XRANGE", "s", "-", "+").Elems
	for i, e := range entries {
		if at := string(e.Elems[1].Elems[1].Str); at != strconv.Itoa(startMillis+1000+i) {
			t.Fatalf("entry %d was to come at %s", i, at)
		}
	}
}

// TestManyDead lets thousands of entries die at once.
func TestManyDead(t *testing.T) {
	const n = 2000
	s := newServer(t)
	s.do("XGROUP", "CREATE", "s", "g", "0", "MKSTREAM")
	s.do("XGROUP", "CONFIGURE", "s", "g", "VISIBILITY", "1000", "MAXDELIVERIES", "1", "DEADLETTER", "dead")
	for i := range n {
		s.do("XADD", "s", fmt.Sprintf("%d-1", i+1), "n", strconv.Itoa(i))
	}
	s.do("XREADGROUP", "GROUP", "g", "c", "STREAMS", "s", ">")
	s.clock.Advance(999 * time.Millisecond)
	s.in.Cron()
	s.rounds(0, "XLEN", "dead")
	s.restart()
	s.clock.Advance(time.Millisecond)
	s.rounds(n, "XLEN", "dead")
	if pending := s.do("XPENDING", "s", "g").Elems[0].Int; pending != 0 {
		t.Errorf("%d are still pending", pending)
	}
	s.restart()
	s.rounds(n, "XLEN", "dead")
	s.rounds(n, "XREDRIVE", "dead", "s")
	s.rounds(2*n, "XLEN", "s")
	s.rounds(0, "XLEN", "dead")
}

// TestPlainDump dumps entries that were given back as Redis knows them: they belong to who had them last.
func TestPlainDump(t *testing.T) {
	s := newServer(t)
	for i := range 4 {
		s.do("XADD", "s", strconv.Itoa(i+1), "n", "1")
	}
	s.do("XGROUP", "CREATE", "s", "g", "0")
	s.do("XREADGROUP", "GROUP", "g", "ann", "COUNT", "2", "STREAMS", "s", ">")
	s.do("XREADGROUP", "GROUP", "g", "bob", "COUNT", "1", "STREAMS", "s", ">")
	s.do("XNACK", "s", "g", "FAIL", "IDS", "3", "1", "3", "4", "FORCE")
	s.do("XGROUP", "DELCONSUMER", "s", "g", "bob")
	s.do("RESTORE", "t", "0", string(s.do("DUMP", "s", "PLAIN").Str))
	for consumer, want := range map[string]int{"ann": 2, "bob": 1, "": 1} {
		if got := s.do("XPENDING", "t", "g", "-", "+", "10", consumer).Elems; len(got) != want {
			t.Errorf("%d entries are pending for %q, want %d", len(got), consumer, want)
		}
	}
}

// TestDueBeforeTheWait lets an entry fall due, and those who wait be told, between a client's look at the clock and its
// wait for the stream.
func TestDueBeforeTheWait(t *testing.T) {
	s := newServer(t)
	s.do("XGROUP", "CREATE", "jobs", "g", "0", "MKSTREAM")
	s.do("XGROUP", "CONFIGURE", "jobs", "g", "VISIBILITY", "1000")
	s.do("XADD", "jobs", "1-0", "job", "a")
	s.do("XREADGROUP", "GROUP", "g", "alice", "STREAMS", "jobs", ">")
	s.clock.Advance(time.Second)
	s.in.Cron()

	var out resp.Writer
	table := command.NewTable(streams.Specs(func() int64 { return 100 }))
	bob := command.Call{
		Spec: table.Find("xreadgroup"), Table: table, Out: &out, Tx: s.in.Engine().NewTxn(),
		Args:   bytes.Fields([]byte("xreadgroup GROUP g bob BLOCK 0 STREAMS jobs >")),
		Client: client.New("pipe", "", "", 0, nil),
	}
	bob.Tx.Begin(0, startMillis, 0)
	if err := bob.Tx.LockAll(); err != nil {
		t.Fatal(err)
	}
	bob.Spec.Run(&bob)
	bob.Tx.Commit()
	parking, isParked := bob.TakeParking()
	if !isParked {
		t.Fatalf("bob did not wait, but got %q", out.Bytes())
	}
	bob.Tx.ServeBlocked()
	if _, served := parking.Waiter.IsServed(); !served {
		t.Error("bob waits for an entry that is due")
	}
}
