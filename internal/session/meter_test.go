package session_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/transactions"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// timed is a session in virtual time whose commands let time pass.
type timed struct {
	*session.Session
	shared *session.Shared
	clock  *clock.Manual
}

func newTimed(t *testing.T, settings ...string) *timed {
	t.Helper()
	cfg := config.New()
	if err := cfg.Load(vfs.NewMem(), nil, settings); err != nil {
		t.Fatal(err)
	}
	keys := keyspace.New(engine.KeyspaceOptions(nil, 0, 0))
	t.Cleanup(keys.Close)
	now := clock.NewManual(time.UnixMilli(1_700_000_000_000))
	shared := &session.Shared{
		Table:   command.NewTable(transactions.Specs(), slowCommands(now)),
		Engine:  engine.New(engine.Options{Keys: keys, Log: commitlog.NewDiscard(1), Clock: now}),
		Clients: client.NewRegistry(),
		Config:  cfg,
	}
	c := client.New("tcp", "192.0.2.1:5", "192.0.2.2:6379", now.NowMillis(), nil)
	return &timed{Session: session.New(shared, c), shared: shared, clock: now}
}

// slowCommands take as many milliseconds as their argument says, or park for so long.
func slowCommands(now *clock.Manual) []command.Spec {
	spec := func(name string, flags command.Flag, run func(c *command.Call, millis int64)) command.Spec {
		return command.Spec{
			Name: name, Group: "test", Since: "1", Summary: "Takes time.", Flags: flags,
			Syntax: "millis [word ...]", Compat: command.Ours("a test"),
			Run: func(c *command.Call) {
				if millis, ok := c.Int(1); ok {
					run(c, millis)
				}
			},
		}
	}
	work := func(c *command.Call, millis int64) {
		now.Advance(time.Duration(millis) * time.Millisecond)
		c.Out.OK()
	}
	wait := func(isWork bool) func(*command.Call, int64) {
		return func(c *command.Call, millis int64) {
			now.Advance(time.Millisecond)
			c.Park(command.Parking{
				DeadlineMillis: c.Tx.Now() + millis,
				IsWork:         isWork,
				Resume: func(c *command.Call, timedOut bool) bool {
					if timedOut {
						now.Advance(2 * time.Millisecond)
						c.Out.Error("ERR late")
					}
					return timedOut
				},
			})
		}
	}
	secret := spec("SECRET", 0, work)
	secret.IsSecret = func(_ [][]byte, i int) bool { return i == 2 }
	return []command.Spec{
		spec("WORK", 0, work), spec("BRIEF", command.Fast, work), secret,
		spec("WAIT", 0, wait(false)), spec("DOZE", 0, wait(true)),
	}
}

// feed runs commands in one turn.
func (s *timed) feed(commands ...string) {
	var in []byte
	for _, c := range commands {
		in = resp.AppendCommandStrings(in, strings.Fields(c)...)
	}
	sessiontest.Feed(s.Session, in)
}

// tally is a command's counters: calls, milliseconds, rejected and failed.
func (s *timed) tally(name string) string {
	n := s.shared.Table.Find(name).Tally().Counts()
	return fmt.Sprint(n.Calls, n.Took.Milliseconds(), n.Rejected, n.Failed)
}

func (s *timed) expectTally(t *testing.T, name, want string) {
	t.Helper()
	if got := s.tally(name); got != want {
		t.Errorf("%s has calls, milliseconds, rejected, failed %s, want %s", name, got, want)
	}
}

// slow lists the slow commands with their milliseconds, oldest first.
func (s *timed) slow() (list []string) {
	for _, e := range slices.Backward(s.shared.Clients.Slow.Latest(-1)) {
		list = append(list, fmt.Sprintf("%s: %d", bytes.Join(e.Words, []byte(" ")), e.Took.Milliseconds()))
	}
	return list
}

func (s *timed) expectSlow(t *testing.T, want ...string) {
	t.Helper()
	if got := s.slow(); !slices.Equal(got, want) {
		t.Errorf("slow commands are\n%q, want\n%q", got, want)
	}
}

// TestSlowCommandIsFound: wherever in a pipeline a command is that may be slow, it is charged with its own time.
func TestSlowCommandIsFound(t *testing.T) {
	s := newTimed(t)
	s.feed("BRIEF 1", "BRIEF 1", "WORK 30", "BRIEF 3", "WORK 1", "WORK 20 x", "BRIEF 0")
	s.expectTally(t, "brief", "4 5 0 0")
	s.expectTally(t, "work", "3 51 0 0")
	s.expectSlow(t, "WORK 30: 30", "WORK 20 x: 20")
	if e := s.shared.Clients.Slow.Latest(1)[0]; e.Addr != "192.0.2.1:5" || e.UnixSeconds != 1_700_000_000 {
		t.Errorf("the entry is from %s at %d", e.Addr, e.UnixSeconds)
	}
}

// TestBriefCommandsShareTheirTime: nobody can tell which of them was slow, and the entry says so. A lone one, or one
// with long words, is timed by itself.
func TestBriefCommandsShareTheirTime(t *testing.T) {
	s := newTimed(t)
	s.feed("BRIEF 1", "BRIEF 20", "BRIEF 3")
	s.feed("BRIEF 12")
	s.feed("BRIEF 11 "+strings.Repeat("x", 2000), "BRIEF 1")
	s.expectTally(t, "brief", "6 48 0 0")
	got := s.slow()
	if len(got) != 3 {
		t.Fatalf("slow commands are %q", got)
	}
	if want := "BRIEF 3 ... (and 2 brief commands before it in a pipeline): 24"; got[0] != want {
		t.Errorf("three brief commands are %q, want %q", got[0], want)
	}
	if got[1] != "BRIEF 12: 12" || !strings.HasPrefix(got[2], "BRIEF 11 xxx") {
		t.Errorf("commands by themselves are %q", got[1:])
	}
}

// TestSuspicion: after brief commands were slow together, each is timed by itself for a while.
func TestSuspicion(t *testing.T) {
	s := newTimed(t)
	s.feed("BRIEF 1", "BRIEF 20")
	s.feed("BRIEF 15", "BRIEF 1")
	s.clock.Advance(10 * time.Second)
	s.feed("BRIEF 17", "BRIEF 2")
	s.expectSlow(t, "BRIEF 20 ... (and 1 brief commands before it in a pipeline): 21", "BRIEF 15: 15",
		"BRIEF 2 ... (and 1 brief commands before it in a pipeline): 19")
}

// TestLowThresholdIsExact: who asks for short commands has each timed by itself.
func TestLowThresholdIsExact(t *testing.T) {
	s := newTimed(t, "--slowlog-log-slower-than", "999")
	s.feed("BRIEF 1", "BRIEF 0", "BRIEF 2", "SECRET 3 password name")
	s.expectSlow(t, "BRIEF 1: 1", "BRIEF 2: 2", "SECRET 3 (redacted) name: 3")
	s = newTimed(t, "--slowlog-log-slower-than", "-1")
	s.feed("WORK 60000")
	s.expectSlow(t)
}

// TestTransaction: the commands are charged by themselves, and not while they are queued.
func TestTransaction(t *testing.T) {
	s := newTimed(t)
	s.feed("MULTI", "WORK 12", "BRIEF 1", "BRIEF x", "WORK 13")
	s.expectTally(t, "work", "0 0 0 0")
	s.feed("EXEC")
	s.expectTally(t, "work", "2 25 0 0")
	s.expectTally(t, "brief", "2 1 0 1")
	s.expectTally(t, "exec", "1 26 0 0")
	s.expectSlow(t, "WORK 12: 12", "WORK 13: 13")
	if n := s.shared.Table.Calls(); n != 6 {
		t.Errorf("%d commands were processed, want 6", n)
	}
}

// TestPartsAreSampled: brief parts of a unit are not all timed; but once one of them may have been slow, they are.
func TestPartsAreSampled(t *testing.T) {
	s := newTimed(t)
	s.feed("MULTI", "BRIEF 0", "BRIEF 20", "EXEC")
	s.expectTally(t, "brief", "2 0 0 0")
	s.expectTally(t, "exec", "1 20 0 0")
	s.expectSlow(t)
	s.feed("MULTI", "BRIEF 20", "EXEC")
	s.expectTally(t, "brief", "3 20 0 0")
	s.expectSlow(t, "BRIEF 20: 20")
}

// TestWaiting: the time that a command waits is not its work, unless waiting is its work.
func TestWaiting(t *testing.T) {
	for name, want := range map[string]string{"wait": "1 3 0 1", "doze": "1 53 0 1"} {
		s := newTimed(t)
		s.feed(name + " 50")
		s.expectTally(t, name, "0 0 0 0")
		s.clock.Advance(50 * time.Millisecond)
		s.Timeout()
		if !bytes.HasPrefix(s.Output(), []byte("-ERR late")) {
			t.Fatalf("%s replies %q", name, s.Output())
		}
		s.expectTally(t, name, want)
	}
}

func TestErrorsAreCounted(t *testing.T) {
	s := newTimed(t)
	s.feed("WORK", "NOSUCH", "WORK x", "EXEC", "BRIEF 0")
	s.expectTally(t, "work", "1 0 1 1")
	s.expectTally(t, "exec", "1 0 0 1")
	s.feed("MULTI", "NOSUCH", "EXEC")
	s.Process([]byte("*x\r\n"))
	want := map[string]int64{"ERR": 6, "EXECABORT": 1}
	if got := s.shared.Clients.Stats.ErrorCounts(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("errors by code: %v, want %v", got, want)
	}
	if n := s.shared.Clients.Stats.Errors.Load(); n != 7 {
		t.Errorf("%d errors in all, want 7", n)
	}
}

func TestSpikes(t *testing.T) {
	s := newTimed(t)
	s.shared.Engine.Latency.SetThreshold(100)
	s.feed("WORK 99", "WORK 150", "BRIEF 120")
	for event, want := range map[string]int64{"command": 150, "fast-command": 120} {
		if h, _ := s.shared.Engine.Latency.History(event); len(h.Spikes) != 1 || h.MaxMillis != want {
			t.Errorf("%s has %v, want one spike of %d", event, h, want)
		}
	}
}
