package server_test

import (
	"errors"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/session"
)

func TestDigest(t *testing.T) {
	digestOf := func(commands ...[]string) string {
		c := dial(t, newTarget(t))
		for _, args := range commands {
			c.do(t, args...)
		}
		return c.do(t, "DEBUG", "DIGEST")
	}
	a, b := []string{"SET", "a", "1"}, []string{"SET", "b", "x"}
	want := digestOf(a, b)
	if got := digestOf(b, []string{"SET", "c", "1"}, a, []string{"DEL", "c"}); got != want {
		t.Error("the digest depends on the order of commands")
	}
	if got := digestOf(b, []string{"APPEND", "a", "1"}); got != want {
		t.Error("the digest depends on the encoding")
	}
	different := map[string][][]string{
		"a value":    {a, {"SET", "b", "y"}},
		"a key":      {a, {"SET", "c", "x"}},
		"swapped":    {{"SET", "a", "x"}, {"SET", "b", "1"}},
		"no key":     {a},
		"an expiry":  {a, b, {"PEXPIREAT", "a", "9000000000000"}},
		"a database": {a, b, {"MOVE", "b", "1"}},
	}
	for name, commands := range different {
		if got := digestOf(commands...); got == want {
			t.Errorf("the digest overlooks %s", name)
		}
	}
}

func TestDigestValue(t *testing.T) {
	c := dial(t, newTarget(t))
	c.do(t, "MSET", "a", "same", "b", "same", "c", "other")
	if x, y := c.do(t, "DEBUG", "DIGEST-VALUE", "a"), c.do(t, "DEBUG", "DIGEST-VALUE", "b"); x != y {
		t.Errorf("equal values have the digests %s and %s", x, y)
	}
	if x, y := c.do(t, "DEBUG", "DIGEST-VALUE", "a"), c.do(t, "DEBUG", "DIGEST-VALUE", "c"); x == y {
		t.Errorf("different values have the same digest %s", x)
	}
}

func TestDebugReload(t *testing.T) {
	tg := newTarget(t)
	c := dial(t, tg)
	for _, args := range [][]string{{"DEBUG", "RELOAD"}, {"DEBUG", "RELOAD", "NOSAVE"}, {"DEBUG", "LOADAOF"}} {
		if got := c.do(t, args...); got != "OK" {
			t.Errorf("%v: %s", args, got)
		}
	}
	if tg.host.reloads != 3 {
		t.Errorf("%d reloads, want 3", tg.host.reloads)
	}
	c.do(t, "MULTI")
	c.do(t, "DEBUG", "RELOAD")
	want := "1) (error) ERR DEBUG RELOAD and LOADAOF are not allowed inside a transaction"
	if got := c.do(t, "EXEC"); got != want || tg.host.reloads != 3 {
		t.Errorf("inside a transaction: %s, %d reloads", got, tg.host.reloads)
	}
	tg.host.err = errors.New("it is broken")
	if got := c.do(t, "DEBUG", "RELOAD"); got != "(error) ERR Error trying to load the log: it is broken" {
		t.Error(got)
	}
}

// TestDebugSleep: the sleeper and everybody else go on when the time is over.
func TestDebugSleep(t *testing.T) {
	tg := newTarget(t)
	sleeper, other := dial(t, tg), dial(t, tg)
	if err := sleeper.Send("DEBUG", "SLEEP", "0.5"); err != nil {
		t.Fatal(err)
	}
	if err := other.Send("GET", "k"); err != nil {
		t.Fatal(err)
	}
	if s, o := sleeper.session.State(), other.session.State(); s != session.Blocked || o != session.Parked {
		t.Errorf("states %v and %v, want both to wait", s, o)
	}
	if err := tg.Advance(501 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	for c, want := range map[*conn]string{sleeper: "OK", other: "(nil)"} {
		v, err := c.Receive()
		if err != nil {
			t.Fatal(err)
		}
		if got := string(v.AppendText(nil)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
