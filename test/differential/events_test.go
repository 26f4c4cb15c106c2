package differential

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/redistest"
)

const (
	// eventSteps is how many commands the events are compared of.
	eventSteps = 6000
	allEvents  = "KEAmn"
)

// TestEvents compares which events both servers tell of, and in which order, command by command.
func TestEvents(t *testing.T) {
	redis := redistest.Start(t, "--enable-debug-command", "local")
	ours := new(recorder)
	in := openRecorded(t, ours)
	p := connect(t, in, redis)[0]
	theirs := subscribe(t, redis)
	for _, side := range []*peer{&p.ours, &p.theirs} {
		if r, err := side.do("CONFIG", "SET", "notify-keyspace-events", allEvents); err != nil || r.raw != "+OK\r\n" {
			t.Fatalf("CONFIG SET: %v, %v", r, err)
		}
	}
	// Keys expire when they are looked at; when the background comes by is chance.
	if r, err := p.theirs.do("DEBUG", "SET-ACTIVE-EXPIRE", "0"); err != nil || r.raw != "+OK\r\n" {
		t.Fatalf("DEBUG SET-ACTIVE-EXPIRE: %v, %v", r, err)
	}
	s, all := newSource(*seedFlag), families()
	anyOrder := false
	for done := 0; done < eventSteps; {
		steps := s.steps(all)
		if strings.EqualFold(steps[0].args[0], "RANDOMKEY") {
			continue // whether it meets a key that has expired is chance
		}
		for _, one := range steps {
			if one.iterates {
				continue // the servers differ in how often they are asked
			}
			if err := p.run([]step{one}); err != nil {
				t.Fatalf("seed %d: %v", *seedFlag, err)
			}
			// From 7.2 on XCLAIM makes a consumer also where there is nothing for it.
			o, r := without(ours.take(), "xgroup-createconsumer"), without(theirs.take(t), "xgroup-createconsumer")
			if anyOrder = anyOrder || looksInAnyOrder(one.args); anyOrder {
				slices.Sort(o)
				slices.Sort(r)
			}
			anyOrder = anyOrder && p.inMulti
			if !slices.Equal(o, r) {
				t.Fatalf("seed %d: %v", *seedFlag, p.history.fault(one.args, fmt.Errorf("Holdfast: %q\nRedis:    %q", o, r)))
			}
			done++
		}
	}
}

// without leaves out the events of a name.
func without(events []string, name string) []string {
	return slices.DeleteFunc(events, func(e string) bool { return strings.Contains(e, name) })
}

// TestEventsOfPayloads compares the events of what the random commands leave out: RESTORE, and clients that are served
// by others.
func TestEventsOfPayloads(t *testing.T) {
	redis := redistest.Start(t)
	ours := new(recorder)
	in := openRecorded(t, ours)
	list := connect(t, in, redis)
	p, waiting := list[0], list[1]
	theirs := subscribe(t, redis)
	compare := func(args ...string) {
		t.Helper()
		if err := p.run([]step{do(args...)}); err != nil {
			t.Fatal(err)
		}
		if o, r := ours.take(), theirs.take(t); !slices.Equal(o, r) {
			t.Errorf("%q:\nHoldfast: %q\nRedis:    %q", args, o, r)
		}
	}
	compare("CONFIG", "SET", "notify-keyspace-events", allEvents)
	compare("RPUSH", "list", "a", "b")
	dump, err := p.theirs.do("DUMP", "list")
	if err != nil {
		t.Fatal(err)
	}
	payload := string(dump.value.Str)
	compare("RESTORE", "copy", "0", payload)
	compare("RESTORE", "copy", "0", payload)
	compare("RESTORE", "copy", "33177117420000", payload, "REPLACE", "ABSTTL")
	compare("RESTORE", "copy", "1", payload, "REPLACE", "ABSTTL")
	compare("RESTORE", "copy", "1", payload, "ABSTTL")
	for _, args := range [][]string{
		{"BLPOP", "empty", "0"}, {"BLMOVE", "empty", "list", "LEFT", "RIGHT", "0"}, {"BLMPOP", "0", "1", "empty", "LEFT"},
	} {
		p.block(t, waiting, args)
		compare("RPUSH", "empty", "1")
		if err := waiting.compare(do(args...)); err != nil {
			t.Error(err)
		}
	}
	p.block(t, waiting, []string{"BZPOPMIN", "empty", "0"})
	compare("ZADD", "empty", "1", "m")
}

// block sends a command that blocks to both servers, and returns when it does, as p can tell.
func (p *pair) block(t *testing.T, waiting *pair, args []string) {
	t.Helper()
	for _, side := range []*peer{&waiting.ours, &waiting.theirs} {
		side.queue(args)
		if err := side.flush(); err != nil {
			t.Fatal(err)
		}
	}
	for _, side := range []*peer{&p.ours, &p.theirs} {
		blocked := redistest.Until(replyLimit, func() bool {
			r, err := side.do("INFO", "clients")
			return err != nil || strings.Contains(r.raw, "blocked_clients:1\r")
		})
		if !blocked {
			t.Fatalf("%q does not block", args)
		}
	}
}

// looksInAnyOrder tells the commands that look at keys in no order: SORT at those that belong to the members of a set,
// KEYS at all.
func looksInAnyOrder(args []string) bool {
	name := strings.ToUpper(args[0])
	return strings.HasPrefix(name, "SORT") || name == "KEYS"
}

// recorder keeps what an instance tells, as messages in the way of Redis.
type recorder struct {
	mu       sync.Mutex // guards messages
	messages []string
}

func (r *recorder) notify(_ commitlog.LSN, events []event.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range events {
		(event.ToKeyspace | event.ToKeyevent).Tell(e, func(channel, payload []byte) {
			r.messages = append(r.messages, message(channel, payload))
		})
	}
}

func message(channel, payload []byte) string { return string(channel) + " " + string(payload) }

func (r *recorder) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	messages := r.messages
	r.messages = nil
	return messages
}

// openRecorded opens an instance in memory whose events go to a recorder.
func openRecorded(t *testing.T, r *recorder) *instance.Instance {
	t.Helper()
	cfg := config.New()
	fs := vfs.NewMem()
	if err := cfg.Load(fs, nil, []string{"--dir", "data", "--appendfsync", "no", "--log-segment-bytes", "1mb"}); err != nil {
		t.Fatal(err)
	}
	in, err := instance.Open(cfg, instance.Environment{FS: fs, ManualCron: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	in.Engine().SetNotifier(r.notify)
	return in
}

// subscriber hears what redis-server tells.
type subscriber struct{ listener, marker peer }

// subscribe listens to all events of a redis-server.
func subscribe(t *testing.T, redis *redistest.Server) *subscriber {
	t.Helper()
	s := new(subscriber)
	for _, side := range []*peer{&s.listener, &s.marker} {
		conn, err := net.Dial("tcp", redis.Addr())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		side.conn = conn
	}
	if _, err := s.listener.do("PSUBSCRIBE", "__key*", "marker"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.listener.receive(); err != nil {
		t.Fatal(err)
	}
	return s
}

// take returns what was told before now: a message of our own comes behind it.
func (s *subscriber) take(t *testing.T) (messages []string) {
	t.Helper()
	if _, err := s.marker.do("PUBLISH", "marker", ""); err != nil {
		t.Fatal(err)
	}
	for {
		r, err := s.listener.receive()
		if err != nil {
			t.Fatal(err)
		}
		channel, payload := r.value.Elems[2].Str, r.value.Elems[3].Str
		if string(channel) == "marker" {
			return messages
		}
		messages = append(messages, message(channel, payload))
	}
}
