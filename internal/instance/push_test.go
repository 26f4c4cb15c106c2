package instance

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session"
)

// pushWorld is an instance whose clients come by one of the transports.
type pushWorld struct {
	*testing.T
	in   *Instance
	dial func() *redistest.Client
}

// onEachTransport runs a test over event loops, over goroutines, and inside the process.
func onEachTransport(t *testing.T, test func(w pushWorld), settings ...string) {
	for _, transport := range []string{"loops", "many loops", "goroutines", "pipe"} {
		isLoops := strings.Contains(transport, "loops")
		if isLoops && runtime.GOOS != "linux" {
			continue
		}
		t.Run(transport, func(t *testing.T) {
			own := []string{"--bind", "127.0.0.1", "--port", "0"}
			switch {
			case isLoops:
				own = append(own, "--transport", "loops", "--io-loops", map[bool]string{false: "1", true: "3"}[transport == "many loops"])
			case transport == "goroutines":
				own = append(own, "--transport", transport)
			}
			in := open(t, vfs.NewMem(), clock.NewSystem(), append(own, settings...)...)
			defer closeInstance(t, in)
			w := pushWorld{T: t, in: in, dial: func() *redistest.Client { return redistest.NewClient(in.Dial()) }}
			if transport != "pipe" {
				if err := in.Listen(); err != nil {
					t.Fatal(err)
				}
				w.dial = func() *redistest.Client {
					c, err := redistest.Dial(in.Server().Addrs()[0].String())
					if err != nil {
						t.Fatal(err)
					}
					return c
				}
			}
			test(w)
		})
	}
}

// connect returns a connection that speaks a version of the protocol.
func (w pushWorld) connect(proto int) *redistest.Client {
	w.Helper()
	c := w.dial()
	w.Cleanup(func() { c.Close() })
	w.do(c, "HELLO", fmt.Sprint(proto))
	return c
}

func (w pushWorld) do(c *redistest.Client, words ...string) string {
	w.Helper()
	v, err := c.Do(words...)
	if err != nil {
		w.Fatalf("%q: %v", words, err)
	}
	return flat(v)
}

func (w pushWorld) send(c *redistest.Client, words ...string) {
	w.Helper()
	if err := c.Send(words...); err != nil {
		w.Fatal(err)
	}
}

// expect wants these replies and messages next.
func (w pushWorld) expect(c *redistest.Client, want ...string) {
	w.Helper()
	for _, want := range want {
		v, err := c.Receive()
		if err != nil {
			w.Fatalf("instead of %q: %v", want, err)
		}
		if got := flat(v); got != want {
			w.Fatalf("got %q, not %q", got, want)
		}
	}
}

// flat writes a reply in one line; pushes begin with ">".
func flat(v resp.Value) string {
	var b strings.Builder
	if v.Kind == resp.Push {
		b.WriteString("> ")
	}
	if len(v.Elems) == 0 {
		return b.String() + strings.Trim(string(v.AppendText(nil)), `"`)
	}
	for i, e := range v.Elems {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(flat(e))
	}
	return b.String()
}

// TestMessagesNeverCutReplies has a subscriber run pipelines while it is sent messages: both streams come whole and in
// their order.
func TestMessagesNeverCutReplies(t *testing.T) {
	const messages, pipelines, depth = 2000, 60, 40
	onEachTransport(t, func(w pushWorld) {
		sub, pub := w.connect(3), w.connect(2)
		w.do(sub, "SUBSCRIBE", "news")
		w.do(sub, "SET", "long", strings.Repeat("x", 3000))
		sent := make(chan error, 1)
		go func() {
			for i := range messages {
				if v, err := pub.Do("PUBLISH", "news", fmt.Sprint(i)); err != nil || v.Int != 1 {
					sent <- fmt.Errorf("message %d: %v, %w", i, v, err)
					return
				}
			}
			sent <- nil
		}()
		go func() {
			for i := range pipelines {
				var batch []byte
				for j := range depth {
					batch = resp.AppendCommandStrings(batch, "ECHO", fmt.Sprint(i*depth+j))
					batch = resp.AppendCommandStrings(batch, "GET", "long")
				}
				if _, err := sub.Write(batch); err != nil {
					return
				}
			}
		}()
		nextMessage, nextReply := 0, 0
		for nextMessage < messages || nextReply < 2*pipelines*depth {
			v, err := sub.Receive()
			if err != nil {
				w.Fatalf("after %d messages and %d replies: %v", nextMessage, nextReply, err)
			}
			switch {
			case v.Kind == resp.Push:
				if got, want := flat(v), fmt.Sprint("> message news ", nextMessage); got != want {
					w.Fatalf("got %q, not %q", got, want)
				}
				nextMessage++
			case nextReply%2 == 0 && string(v.Str) != fmt.Sprint(nextReply/2), nextReply%2 == 1 && len(v.Str) != 3000:
				w.Fatalf("reply %d is %.40s", nextReply, v.AppendText(nil))
			default:
				nextReply++
			}
		}
		if err := <-sent; err != nil {
			w.Fatal(err)
		}
	})
}

// TestNothingAfterUnsubscribe publishes all the time while a client subscribes and unsubscribes.
func TestNothingAfterUnsubscribe(t *testing.T) {
	onEachTransport(t, func(w pushWorld) {
		sub, pub := w.connect(3), w.connect(2)
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					if _, err := pub.Do("PUBLISH", "news", "x"); err != nil {
						w.Error(err)
						return
					}
				}
			}
		}()
		for range 200 {
			w.send(sub, "SUBSCRIBE", "news")
			w.expect(sub, "> subscribe news (integer) 1")
			w.send(sub, "UNSUBSCRIBE", "news")
			for {
				v, err := sub.Receive()
				if err != nil {
					w.Fatal(err)
				}
				if got := flat(v); got == "> unsubscribe news (integer) 0" {
					break
				} else if got != "> message news x" {
					w.Fatalf("got %q", got)
				}
			}
			w.send(sub, "PING")
			w.expect(sub, "PONG")
		}
		close(stop)
		<-stopped
	})
}

// TestSlowReaderIsDropped: one who does not read is closed; the others get everything.
func TestSlowReaderIsDropped(t *testing.T) {
	onEachTransport(t, func(w pushWorld) {
		slow, fast, pub := w.connect(2), w.connect(2), w.connect(2)
		w.do(slow, "SUBSCRIBE", "news")
		w.do(fast, "SUBSCRIBE", "news")
		payload := strings.Repeat("x", 100_000)
		published := 0
		for ; w.do(pub, "PUBLISH", "news", payload) == "(integer) 2"; published++ {
			w.expect(fast, "message news "+payload)
			if published > 1000 {
				w.Fatal("100 MB, and the slow reader is still there")
			}
		}
		w.expect(fast, "message news "+payload)
		if n := w.in.shared.Clients.Stats.OutputBufferKills.Load(); n != 1 {
			w.Errorf("%d clients were dropped", n)
		}
		if !redistest.Until(10*time.Second, func() bool { return w.in.shared.Clients.Len() == 2 }) {
			w.Error("the slow reader is still listed")
		}
	}, "--client-output-buffer-limit", "pubsub", "1mb", "0", "0")
}

func TestBlockedClientGetsMessages(t *testing.T) {
	onEachTransport(t, func(w pushWorld) {
		sub, other := w.connect(3), w.connect(2)
		w.do(sub, "SUBSCRIBE", "news")
		w.send(sub, "BLPOP", "list", "0")
		if !redistest.Until(10*time.Second, func() bool { return w.in.engine.Waiting() == 1 }) {
			w.Fatal("BLPOP does not block")
		}
		w.do(other, "PUBLISH", "news", "a")
		w.expect(sub, "> message news a")
		w.do(other, "RPUSH", "list", "x")
		w.expect(sub, "list x")
		w.do(other, "PUBLISH", "news", "b")
		w.expect(sub, "> message news b")
	})
}

func TestMonitor(t *testing.T) {
	onEachTransport(t, func(w pushWorld) {
		mon, other := w.connect(2), w.connect(2)
		w.do(mon, "MONITOR")
		w.do(other, "SELECT", "1")
		w.do(other, "MULTI")
		w.do(other, "SET", "k", "a b")
		w.do(other, "EXEC")
		w.do(other, "AUTH", "nobody", "secret")
		w.do(other, "HELLO", "2", "AUTH", "nobody", "secret", "SETNAME", "me")
		w.do(other, "CONFIG", "GET", "port")
		w.do(other, "PING")
		for _, want := range []string{
			`"SELECT" "1"`, `"MULTI"`, `"SET" "k" "a b"`, `"EXEC"`, `"AUTH" "(redacted)" "(redacted)"`,
			`"HELLO" "2" "AUTH" "(redacted)" "(redacted)" "SETNAME" "me"`, `"PING"`,
		} {
			v, err := mon.Receive()
			if err != nil || v.Kind != resp.Simple {
				w.Fatalf("instead of %s: %v, %v", want, v, err)
			}
			_, line, _ := bytes.Cut(v.Str, []byte("] "))
			if string(line) != want {
				w.Errorf("%s, not %s", line, want)
			}
		}
		w.send(mon, "RESET")
		if !redistest.Until(10*time.Second, func() bool { return !w.in.shared.Clients.Monitors.Any() }) {
			w.Error("RESET does not end MONITOR")
		}
	})
}

// TestRedirectedInvalidations tells a RESP2 client through another, and says so when that is gone.
func TestRedirectedInvalidations(t *testing.T) {
	onEachTransport(t, func(w pushWorld) {
		listener, reader, writer := w.connect(2), w.connect(2), w.connect(2)
		id := w.do(listener, "CLIENT", "ID")
		id = strings.TrimPrefix(id, "(integer) ")
		w.do(listener, "SUBSCRIBE", "__redis__:invalidate")
		w.do(reader, "CLIENT", "TRACKING", "ON", "REDIRECT", id)
		w.do(reader, "GET", "k")
		w.do(writer, "SET", "k", "v")
		w.expect(listener, "message __redis__:invalidate k")
		w.do(reader, "GET", "k")
		w.do(writer, "FLUSHALL")
		w.expect(listener, "message __redis__:invalidate (nil)")

		w.do(reader, "HELLO", "3")
		w.do(reader, "GET", "k")
		w.do(listener, "QUIT")
		if !redistest.Until(10*time.Second, func() bool { return w.in.shared.Clients.Len() == 2 }) {
			w.Fatal("QUIT does not end a connection")
		}
		w.do(writer, "SET", "k", "w")
		w.expect(reader, "> tracking-redir-broken (integer) "+id)
	})
}

func TestExpiryInvalidates(t *testing.T) {
	onEachTransport(t, func(w pushWorld) {
		reader := w.connect(3)
		w.do(reader, "SET", "k", "v", "PX", "1")
		w.do(reader, "CLIENT", "TRACKING", "ON", "BCAST")
		if !redistest.Until(10*time.Second, func() bool {
			w.in.Cron()
			return w.in.engine.Len(0) == 0
		}) {
			w.Fatal("the key does not expire")
		}
		w.expect(reader, "> invalidate k")
	})
}

// TestLeavingEndsEverything: nothing is left of a client whose connection has ended.
func TestLeavingEndsEverything(t *testing.T) {
	onEachTransport(t, func(w pushWorld) {
		c := w.connect(3)
		w.do(c, "SUBSCRIBE", "a")
		w.do(c, "PSUBSCRIBE", "b*")
		w.do(c, "SSUBSCRIBE", "c")
		w.do(c, "CLIENT", "TRACKING", "ON", "BCAST")
		w.do(c, "MONITOR")
		if w.in.tracking.Clients() != 1 || w.in.pubsub.Len(client.Pattern) != 1 {
			w.Fatal("it has not joined")
		}
		c.Close()
		if !redistest.Until(10*time.Second, func() bool { return w.in.shared.Clients.Len() == 0 }) {
			w.Fatal("the connection does not end")
		}
		left := w.in.pubsub.Len(client.Channel) + w.in.pubsub.Len(client.Pattern) + w.in.pubsub.Len(client.ShardChannel) +
			int(w.in.tracking.Clients()) + w.in.tracking.Prefixes()
		if left != 0 || w.in.shared.Clients.Monitors.Any() {
			w.Errorf("%d subscriptions, trackers and prefixes are left", left)
		}
	})
}

// TestMessageWaitsForTheLog: what a transaction publishes may leave only when the log has what it wrote, and so may
// what is published after a write.
func TestMessageWaitsForTheLog(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewSystem(), "--appendfsync", "always")
	defer closeInstance(t, in)
	sub, pub := join(in), join(in)
	feed(sub, "SUBSCRIBE news")
	sub.Sent(len(sub.Output()))
	for _, commands := range []string{"MULTI;PUBLISH news x;SET k v;EXEC", "SET k w;PUBLISH news y"} {
		before := in.log.Appended()
		feed(pub, commands)
		if in.log.Appended() == before {
			t.Fatal("nothing was written")
		}
		feed(sub, "")
		if len(sub.Output()) == 0 || sub.WaitLSN() != in.log.Appended() || sub.Ready() {
			t.Errorf("%s: the message waits for record %d of %d", commands, sub.WaitLSN(), in.log.Appended())
		}
		if err := in.log.Wait(context.Background(), in.log.Appended()); err != nil || !sub.Ready() {
			t.Errorf("%s: the message does not leave after the write (%v)", commands, err)
		}
		sub.Sent(len(sub.Output()))
		pub.Sent(len(pub.Output()))
	}
}

// join returns a session of a client without a transport.
func join(in *Instance) *session.Session {
	c := client.New("tcp", "127.0.0.1:1", "127.0.0.1:2", in.env.Clock.NowMillis(), nil)
	in.shared.Clients.Add(c, 10)
	return session.New(in.shared, c)
}

// TestListenersMayBeSilent: the setting timeout is for those who have something to ask.
func TestListenersMayBeSilent(t *testing.T) {
	now := clock.NewManual(time.Unix(1_700_000_000, 0))
	in := open(t, vfs.NewMem(), now, "--timeout", "10")
	defer closeInstance(t, in)
	sub, mon, idle := join(in), join(in), join(in)
	feed(sub, "SUBSCRIBE news")
	feed(mon, "MONITOR")
	feed(idle, "PING")
	now.Advance(time.Minute)
	for _, s := range []*session.Session{sub, mon, idle} {
		s.Timeout()
	}
	if sub.State() != session.Running || mon.State() != session.Running || idle.State() != session.Dead {
		t.Errorf("the states are %d, %d and %d", sub.State(), mon.State(), idle.State())
	}
}

func feed(s *session.Session, commands string) {
	s.Process([]byte(strings.ReplaceAll(commands, ";", "\r\n") + "\r\n"))
}

// TestEmbeddedCallsCannotListen, for there would be nobody to read the messages; they can publish.
func TestEmbeddedCallsCannotListen(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewSystem())
	defer closeInstance(t, in)
	for command, want := range map[string]string{
		"SUBSCRIBE a":        "-ERR a call inside the process can receive no messages: open a connection with Dial\r\n",
		"MONITOR":            "-ERR a call inside the process can receive no messages: open a connection with Dial\r\n",
		"CLIENT TRACKING ON": "-ERR a call inside the process can receive no messages: open a connection with Dial\r\n",
		"UNSUBSCRIBE":        "*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n",
		"PUBLISH a b":        ":0\r\n",
	} {
		err := in.Do(context.Background(), strings.Fields(command), func(reply []byte) error {
			if string(reply) != want {
				t.Errorf("%s: %q, not %q", command, reply, want)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", command, err)
		}
	}
}

// TestMessagesWithoutReplies: CLIENT REPLY takes replies away, not messages.
func TestMessagesWithoutReplies(t *testing.T) {
	onEachTransport(t, func(w pushWorld) {
		sub, pub := w.connect(3), w.connect(2)
		w.send(sub, "CLIENT", "REPLY", "OFF")
		w.send(sub, "PING")
		w.send(sub, "SUBSCRIBE", "news")
		w.expect(sub, "> subscribe news (integer) 1")
		w.do(pub, "PUBLISH", "news", "a")
		w.expect(sub, "> message news a")
		w.send(sub, "CLIENT", "REPLY", "ON")
		w.expect(sub, "OK")
		w.send(sub, "CLIENT", "REPLY", "SKIP")
		w.send(sub, "UNSUBSCRIBE", "news")
		w.send(sub, "PING")
		w.expect(sub, "> unsubscribe news (integer) 0", "PONG")
	})
}

// TestEndlessReplyIsGivenUp: a reply of any length that the limit will not let through is not written to its end.
func TestEndlessReplyIsGivenUp(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewSystem(), "--client-output-buffer-limit", "normal", "1mb", "0", "0")
	defer closeInstance(t, in)
	for _, command := range []string{"HRANDFIELD h -999999999", "SRANDMEMBER s -999999999", "ZRANDMEMBER z -999999999"} {
		s := join(in)
		feed(s, "HSET h f v;SADD s m;ZADD z 1 m")
		s.Sent(len(s.Output()))
		feed(s, command)
		if n := len(s.Output()); s.State() != session.Dead || n > 2<<20 {
			t.Errorf("%s: state %d with %d bytes of output", command, s.State(), n)
		}
	}
	if n := in.shared.Clients.Stats.OutputBufferKills.Load(); n != 3 {
		t.Errorf("%d clients were dropped", n)
	}
}
