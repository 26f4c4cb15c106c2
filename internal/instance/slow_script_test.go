package instance

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// scriptLimit bounds the tests that wait for a script to become slow.
const scriptLimit = 20 * time.Second

// slowServer is a server in virtual time with clients, one of which runs a script that does not end by itself.
type slowServer struct {
	t       *testing.T
	in      *Instance
	now     *clock.Manual
	runner  *redistest.Client // runs the script
	blocked *redistest.Client // waits for a list
	watcher *redistest.Client // is within MULTI, and watches a key
	other   *redistest.Client
}

// startSlow lets a script become slow that a client's commands run.
func startSlow(t *testing.T, fs vfs.FS, commands [][]string, settings ...string) *slowServer {
	t.Helper()
	s := &slowServer{t: t, now: clock.NewManual(crashEpoch)}
	s.in = open(t, fs, s.now, append([]string{"--bind", "127.0.0.1", "--port", "0"}, settings...)...)
	if err := s.in.Listen(); err != nil {
		t.Fatal(err)
	}
	s.runner, s.blocked, s.watcher, s.other = s.dial(), s.dial(), s.dial(), s.dial()
	s.send(s.blocked, "BLPOP", "list", "0")
	s.is(s.watcher, "OK", "WATCH", "watched")
	s.is(s.watcher, "OK", "MULTI")
	for _, words := range commands {
		s.send(s.runner, words...)
	}
	s.send(s.runner, "PING") // in the same buffer, or right behind
	if !redistest.Until(scriptLimit, func() bool {
		s.now.Advance(time.Second)
		return s.in.engine.Busy() != nil
	}) {
		t.Fatal("the script does not become slow")
	}
	return s
}

func (s *slowServer) dial() *redistest.Client {
	s.t.Helper()
	c, err := redistest.Dial(s.in.Server().Addrs()[0].String())
	if err != nil {
		s.t.Fatal(err)
	}
	c.SetLimit(scriptLimit)
	s.t.Cleanup(func() { _ = c.Close() })
	return c
}

func (s *slowServer) send(c *redistest.Client, words ...string) {
	s.t.Helper()
	if err := c.Send(words...); err != nil {
		s.t.Fatal(err)
	}
}

// gets reads a reply, whose text begins with want.
func (s *slowServer) gets(c *redistest.Client, want string) {
	s.t.Helper()
	v, err := c.Receive()
	if err != nil || !strings.HasPrefix(string(v.Str), want) {
		s.t.Fatalf("%s, %v; want %q", v.AppendText(nil), err, want)
	}
}

// is sends a command whose reply begins with want.
func (s *slowServer) is(c *redistest.Client, want string, words ...string) {
	s.t.Helper()
	s.send(c, words...)
	s.gets(c, want)
}

func eval(script string) [][]string { return [][]string{{"EVAL", script, "1", "x"}} }

func eachTransport(t *testing.T, test func(t *testing.T, settings ...string)) {
	for name, settings := range map[string][]string{
		"one loop":    {"--io-loops", "1"},
		"three loops": {"--io-loops", "3"},
		"goroutines":  {"--transport", "goroutines"},
	} {
		t.Run(name, func(t *testing.T) { test(t, settings...) })
	}
}

// TestSlowScript has a script become slow that holds a shard: the others are refused instead of waiting, but for what
// ends the script; and after that everything goes on.
func TestSlowScript(t *testing.T) {
	eachTransport(t, func(t *testing.T, settings ...string) {
		s := startSlow(t, vfs.NewMem(), eval("while true do redis.call('get', KEYS[1]) end"), settings...)
		defer closeInstance(t, s.in)
		s.is(s.other, "BUSY ", "GET", "x")
		if _, err := s.other.Write(resp.AppendCommandStrings(resp.AppendCommandStrings(nil, "GET", "x"), "GET", "y")); err != nil {
			t.Fatal(err)
		}
		s.gets(s.other, "BUSY ") // nor does a pipeline wait, whose keys are looked at beforehand
		s.gets(s.other, "BUSY ")
		s.is(s.other, "BUSY ", "FUNCTION", "KILL")
		s.is(s.dial(), "BUSY ", "SET", "y", "1") // a new client
		s.is(s.watcher, "BUSY ", "SET", "y", "1")
		s.is(s.watcher, "EXECABORT ", "EXEC")
		s.is(s.watcher, "OK", "MULTI")
		s.is(s.watcher, "OK", "DISCARD")
		_ = s.blocked.Close() // a client that leaves does not wait for the script
		s.is(s.other, "BUSY ", "SHUTDOWN")
		s.is(s.other, "OK", "SCRIPT", "KILL")
		s.gets(s.runner, "ERR Script killed by user with SCRIPT KILL. script: ")
		s.gets(s.runner, "PONG")
		if !redistest.Until(scriptLimit, func() bool {
			v, err := s.other.Do("SET", "x", "1")
			return err == nil && v.Kind == resp.Simple
		}) {
			t.Fatal("the server stays busy")
		}
		s.is(s.other, "NOTBUSY ", "SCRIPT", "KILL")
		s.is(s.watcher, "PONG", "PING")
	})
}

// TestSlowScriptEndsWalks has a client walk over the keys when a script that is not slow yet holds one of the shards.
func TestSlowScriptEndsWalks(t *testing.T) {
	eachTransport(t, func(t *testing.T, settings ...string) {
		s := &slowServer{t: t, now: clock.NewManual(crashEpoch)}
		s.in = open(t, vfs.NewMem(), s.now, append([]string{"--bind", "127.0.0.1", "--port", "0"}, settings...)...)
		defer closeInstance(t, s.in)
		if err := s.in.Listen(); err != nil {
			t.Fatal(err)
		}
		s.runner, s.other = s.dial(), s.dial()
		s.is(s.other, "OK", "SET", "x", "1")
		s.send(s.runner, eval("while true do redis.call('get', KEYS[1]) end")[0]...)
		shard := s.in.engine.NewTxn().ShardOf([]byte("x"))
		if !redistest.Until(scriptLimit, func() bool { return !s.in.engine.WithShard(shard, func() {}) }) {
			t.Fatal("the script does not lock its key")
		}
		s.send(s.other, "SCAN", "0", "COUNT", "1000000")
		if !redistest.Until(scriptLimit, func() bool {
			s.now.Advance(time.Second)
			return s.in.engine.Busy() != nil
		}) {
			t.Fatal("the script does not become slow")
		}
		s.gets(s.other, "BUSY ")
		s.is(s.other, "OK", "SCRIPT", "KILL")
		s.gets(s.runner, "ERR Script killed by user with SCRIPT KILL.")
	})
}

// TestSlowScriptAmongEvictions has a client make room for what it writes while a script holds one of the shards that keys
// go from.
func TestSlowScriptAmongEvictions(t *testing.T) {
	s := &slowServer{t: t, now: clock.NewManual(crashEpoch)}
	s.in = open(t, vfs.NewMem(), s.now, "--bind", "127.0.0.1", "--port", "0", "--transport", "goroutines",
		"--maxmemory", "1mb", "--maxmemory-policy", "allkeys-lru")
	defer closeInstance(t, s.in)
	if err := s.in.Listen(); err != nil {
		t.Fatal(err)
	}
	s.runner, s.other = s.dial(), s.dial()
	s.is(s.other, "OK", "SET", "x", "1")
	s.send(s.runner, eval("while true do redis.call('get', KEYS[1]) end")[0]...)
	txn := s.in.engine.NewTxn()
	if !redistest.Until(scriptLimit, func() bool { return !s.in.engine.WithShard(txn.ShardOf([]byte("x")), func() {}) }) {
		t.Fatal("the script does not lock its key")
	}
	for i := range 2000 {
		if key := fmt.Sprint("k", i); txn.ShardOf([]byte(key)) != txn.ShardOf([]byte("x")) {
			s.is(s.other, "OK", "SET", key, strings.Repeat("v", 4000))
		}
	}
	if !redistest.Until(scriptLimit, func() bool {
		s.now.Advance(time.Second)
		return s.in.engine.Busy() != nil
	}) {
		t.Fatal("the script does not become slow")
	}
	s.is(s.other, "OK", "SCRIPT", "KILL")
	s.gets(s.runner, "ERR Script killed by user with SCRIPT KILL.")
}

// TestWaitBegunBeforeScript has a unit wait for its key's shard when no script runs yet. It hears of the slow one that
// comes in between.
func TestWaitBegunBeforeScript(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewManual(crashEpoch))
	defer closeInstance(t, in)
	first, second := in.engine.NewTxn(), in.engine.NewTxn()
	for _, txn := range []*engine.Txn{first, second} {
		txn.Begin(0, crashEpoch.UnixMilli(), 0)
	}
	if err := first.LockKey([]byte("x")); err != nil {
		t.Fatal(err)
	}
	waited := make(chan error, 1)
	go func() { waited <- second.LockKey([]byte("x")) }()
	slow := errors.New("slow")
	in.engine.SetBusy(slow)
	select {
	case err := <-waited:
		if err != slow {
			t.Errorf("the wait ends with %v", err)
		}
	case <-time.After(scriptLimit):
		t.Error("the wait does not end")
	}
	in.engine.SetBusy(nil)
	first.Commit()
}

// TestKilledWriter has a slow script that has written, and goes on writing: when it is killed, all of that is taken back.
func TestKilledWriter(t *testing.T) {
	script := `redis.call('del', KEYS[1]) redis.call('select', 1) redis.call('publish', 'news', 'none')
		local n = 0
		while true do n = n + 1 redis.call('set', 'y' .. n % 100, n) redis.call('rpush', 'list', n) end`
	eachTransport(t, func(t *testing.T, settings ...string) {
		fs := vfs.NewMem()
		s := startSlow(t, fs, append([][]string{{"HSET", "x", "f", "v"}}, eval(script)...), settings...)
		defer closeInstance(t, s.in)
		before := s.in.log.Appended()
		s.is(s.other, "OK", "SCRIPT", "KILL")
		s.gets(s.runner, "") // of HSET
		s.gets(s.runner, "ERR Script killed by user with SCRIPT KILL.")
		s.gets(s.runner, "PONG")
		want := model{place{0, "x"}: dumpAll(s.in)[place{0, "x"}]}
		if got := dumpAll(s.in); len(got) != 1 || got[place{0, "x"}].data == "" {
			t.Errorf("the script has left %s", differences(got, want))
		}
		if now := s.in.log.Appended(); now != before {
			t.Errorf("%d records were logged", now-before)
		}
		s.is(s.other, "v", "HGET", "x", "f")
	})
}

// TestSlowWriter has a slow script that has changed more than can be taken back: it cannot be killed, and when the server
// ends it is as if it had never run.
func TestSlowWriter(t *testing.T) {
	commands := append([][]string{{"SETRANGE", "x", "100000", "."}}, eval("redis.call('append', KEYS[1], 'half') while true do end")...)
	eachTransport(t, func(t *testing.T, settings ...string) {
		fs := vfs.NewMem()
		s := startSlow(t, fs, commands, settings...)
		s.is(s.other, "UNKILLABLE ", "SCRIPT", "KILL")
		s.is(s.other, "BUSY ", "GET", "x")
		closeInstance(t, s.in)
		in := open(t, fs, s.now)
		defer closeInstance(t, in)
		if data := dumpAll(in)[place{0, "x"}].data; len(data) != 100001 {
			t.Errorf("the script has left %d bytes", len(data))
		}
	})
}

// TestSlowScriptInEXEC has EXEC hold all shards while its script is slow: those who would wait for one are refused, on
// the script's own loop, too.
func TestSlowScriptInEXEC(t *testing.T) {
	commands := [][]string{{"MULTI"}, {"SET", "a", "1"}, eval("while true do end")[0], {"SET", "b", "1"}, {"EXEC"}}
	eachTransport(t, func(t *testing.T, settings ...string) {
		s := startSlow(t, vfs.NewMem(), commands, settings...)
		defer closeInstance(t, s.in)
		s.is(s.other, "BUSY ", "WATCH", "a")
		s.is(s.watcher, "OK", "DISCARD")
		s.is(s.other, "OK", "SCRIPT", "KILL")
		for _, want := range []string{"OK", "QUEUED", "QUEUED", "QUEUED"} {
			s.gets(s.runner, want)
		}
		v, err := s.runner.Receive()
		if err != nil || len(v.Elems) != 3 || v.Elems[1].Kind != resp.Error || v.Elems[2].Kind != resp.Simple {
			t.Errorf("EXEC gives %s, %v", v.AppendText(nil), err)
		}
	})
}

// TestSlowWriterInEXEC has the server end while the script is slow: nothing of the EXEC is left, nor of what came behind
// the script in it.
func TestSlowWriterInEXEC(t *testing.T) {
	commands := [][]string{{"MULTI"}, {"SET", "a", "1"}, eval("redis.call('set', KEYS[1], 1) while true do end")[0], {"SET", "b", "1"}, {"EXEC"}}
	eachTransport(t, func(t *testing.T, settings ...string) {
		fs := vfs.NewMem()
		s := startSlow(t, fs, commands, settings...)
		closeInstance(t, s.in)
		in := open(t, fs, s.now)
		defer closeInstance(t, in)
		if data := dumpAll(in); len(data) != 0 {
			t.Errorf("EXEC has left %v", data)
		}
	})
}
