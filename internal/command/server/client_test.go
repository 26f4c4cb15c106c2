package server_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/session"
)

func TestClientKill(t *testing.T) {
	tests := []struct {
		name string
		args func(killer, victim string) []string
		// reply, and whether the killer and the victim go.
		want               string
		killsMe, killsThem bool
	}{
		{"an id", func(_, v string) []string { return []string{"ID", v} }, "(integer) 1", false, true},
		{"not me", func(k, _ string) []string { return []string{"ID", k} }, "(integer) 0", false, false},
		{"me", func(k, _ string) []string { return []string{"ID", k, "SKIPME", "no"} }, "(integer) 1", true, false},
		{"all others", func(_, _ string) []string { return []string{"TYPE", "normal"} }, "(integer) 1", false, true},
		{"two conditions", func(_, v string) []string { return []string{"ID", v, "TYPE", "pubsub"} }, "(integer) 0", false, false},
		{"old enough", func(_, _ string) []string { return []string{"MAXAGE", "60"} }, "(integer) 1", false, true},
		{"too young", func(_, _ string) []string { return []string{"MAXAGE", "61"} }, "(integer) 0", false, false},
		{"the old form", func(_, _ string) []string { return []string{"127.0.0.1:1"} }, "OK", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tg := newTarget(t)
			killer, victim := dial(t, tg), dial(t, tg)
			if err := tg.Advance(time.Minute); err != nil {
				t.Fatal(err)
			}
			id := func(c *conn) string { return fmt.Sprint(c.session.Client().ID) }
			got := killer.do(t, append([]string{"CLIENT", "KILL"}, tt.args(id(killer), id(victim))...)...)
			if got != tt.want {
				t.Errorf("reply %s, want %s", got, tt.want)
			}
			if gone := killer.session.State() == session.Closing; gone != tt.killsMe {
				t.Errorf("the killer is gone: %v, want %v", gone, tt.killsMe)
			}
			if gone := victim.session.State() == session.Dead; gone != tt.killsThem {
				t.Errorf("the victim is gone: %v, want %v", gone, tt.killsThem)
			}
		})
	}
}

func TestClientReply(t *testing.T) {
	c := dial(t, newTarget(t))
	silent := func(args ...string) {
		t.Helper()
		if err := c.Send(args...); err != nil {
			t.Fatal(err)
		}
		if out := c.session.Output(); len(out) > 0 {
			t.Errorf("%v is answered with %q", args, out)
		}
	}
	silent("CLIENT", "REPLY", "SKIP")
	silent("SET", "k", "1")
	if got := c.do(t, "GET", "k"); got != `"1"` {
		t.Errorf("after SKIP: %s", got)
	}
	silent("CLIENT", "REPLY", "OFF")
	silent("SET", "k", "2")
	silent("CLIENT", "REPLY", "SKIP")
	silent("SET", "k", "3")
	silent("NOSUCH")
	if got := c.do(t, "CLIENT", "REPLY", "ON"); got != "OK" {
		t.Errorf("REPLY ON: %s", got)
	}
	if got := c.do(t, "GET", "k"); got != `"3"` {
		t.Errorf("after OFF and ON: %s", got)
	}
}

func TestQuit(t *testing.T) {
	c := dial(t, newTarget(t))
	if got := c.do(t, "QUIT", "now"); got != "OK" {
		t.Error(got)
	}
	if state := c.session.State(); state != session.Closing {
		t.Errorf("state %v after QUIT, want Closing", state)
	}
}

// TestNoTouch: keys keep their age when a client in NO-TOUCH mode reads them.
func TestNoTouch(t *testing.T) {
	tg := newTarget(t)
	c := dial(t, tg)
	c.do(t, "SET", "k", "v")
	c.do(t, "CLIENT", "NO-TOUCH", "ON")
	if err := tg.Advance(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	c.do(t, "GET", "k")
	if got := c.do(t, "OBJECT", "IDLETIME", "k"); got != "(integer) 10" {
		t.Errorf("idle time %s, want 10", got)
	}
	c.do(t, "CLIENT", "NO-TOUCH", "OFF")
	c.do(t, "GET", "k")
	if got := c.do(t, "OBJECT", "IDLETIME", "k"); got != "(integer) 0" {
		t.Errorf("idle time %s after a touch, want 0", got)
	}
}

func TestClientUnblock(t *testing.T) {
	for how, want := range map[string]string{
		"TIMEOUT": "(integer) 0",
		"error":   "(error) UNBLOCKED client unblocked via CLIENT UNBLOCK",
	} {
		tg := newTarget(t)
		waiter, other := dial(t, tg), dial(t, tg)
		id := fmt.Sprint(waiter.session.Client().ID)
		if got := other.do(t, "CLIENT", "UNBLOCK", id, how); got != "(integer) 0" {
			t.Errorf("a client that does not wait: %s", got)
		}
		if err := waiter.Send("WAIT", "1", "0"); err != nil {
			t.Fatal(err)
		}
		if got := other.do(t, "CLIENT", "UNBLOCK", id, how); got != "(integer) 1" {
			t.Errorf("a client that waits: %s", got)
		}
		v, err := waiter.Receive()
		if err != nil {
			t.Fatal(err)
		}
		if got := string(v.AppendText(nil)); got != want {
			t.Errorf("UNBLOCK %s: the waiting client gets %s, want %s", how, got, want)
		}
	}
}

// TestClientListNumbers: the fields that count follow what the client does.
func TestClientListNumbers(t *testing.T) {
	tg := newTarget(t)
	c, watcher := dial(t, tg), dial(t, tg)
	line := func() string { return watcher.do(t, "CLIENT", "LIST", "ID", fmt.Sprint(c.session.Client().ID)) }
	expect := func(when string, fields ...string) {
		t.Helper()
		got := line()
		for _, want := range fields {
			if !strings.Contains(got, " "+want) {
				t.Errorf("%s the line has no %s: %s", when, want, got)
			}
		}
	}
	c.do(t, "GET", "k")
	expect("at first", "multi=-1", "multi-mem=0", "tot-mem=4096", "events=r ", "cmd=get", "tot-net-in=20", "tot-net-out=5")
	c.do(t, "MULTI")
	c.do(t, "SET", "k", "v")
	expect("in a transaction", "multi=1", "multi-mem=53", "tot-mem=4149", "flags=x")
	c.do(t, "EXEC")
	expect("after it", "multi=-1", "multi-mem=0", "tot-mem=4096")
	if err := c.Send("GET", "k"); err != nil {
		t.Fatal(err)
	}
	expect("with a reply to be sent", "obl=7", "tot-mem=4103", "events=rw ")
}
