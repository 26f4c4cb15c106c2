package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestSetRefuses(t *testing.T) {
	failed := func(name, why string) string {
		return "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + why
	}
	for _, c := range []struct {
		pairs []Pair
		want  string
		is    error
	}{
		{[]Pair{{"hz", "20"}, {"NoSuch", "1"}}, "ERR Unknown option or number of arguments for CONFIG SET - 'NoSuch'", ErrUnknown},
		{[]Pair{{"hz", "20"}, {"IO-Threads", "4"}}, failed("IO-Threads", ErrForeign.Error()), ErrForeign},
		{[]Pair{{"hz", "20"}, {"Databases", "1"}}, failed("Databases", "can't set immutable config"), ErrImmutable},
		{[]Pair{{"hz", "20"}, {"HZ", "21"}}, failed("HZ", "duplicate parameter"), ErrDuplicate},
		{[]Pair{{"hz", "20"}, {"maxclients", "0"}}, failed("maxclients", "argument must be between 1 and 4294967295 inclusive"), nil},
		{[]Pair{{"hz", "20"}, {"save", "900 1"}}, failed("save", `snapshots by rule are not available in this version; the commit log keeps the data, so write: save ""`), ErrUnavailable},
		{[]Pair{{"maxclients", "0"}, {"dir", "x"}}, failed("dir", "can't set immutable config"), ErrImmutable},
	} {
		cfg := New()
		before := cfg.Get("*")
		err := cfg.Set(c.pairs...)
		var set *SetError
		if !errors.As(err, &set) || err.Error() != c.want || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("Set(%v)\n got %v\nwant %s", c.pairs, err, c.want)
		}
		if after := cfg.Get("*"); !slices.Equal(before, after) {
			t.Errorf("Set(%v) failed and yet changed something: %v", c.pairs, after)
		}
	}
}

func TestHooks(t *testing.T) {
	cfg := New()
	var calls []string
	record := func(name string) func() error {
		return func() error {
			calls = append(calls, fmt.Sprintf("%s %d/%d", name, cfg.Hz.Load(), cfg.MaxClients.Load()))
			if name == "limit" && cfg.MaxClients.Load() > 5000 {
				return errors.New("too many")
			}
			return nil
		}
	}
	cfg.OnChange(record("both"), "hz", "maxclients")
	cfg.OnChange(record("limit"), "maxclients")
	cfg.OnChange(record("never"), "timeout")
	cfg.OnChange(record("after"), "maxclients")

	expect := func(what string, want ...string) {
		t.Helper()
		if !slices.Equal(calls, want) {
			t.Errorf("%s: calls %q, want %q", what, calls, want)
		}
		calls = nil
	}
	if err := cfg.Set(Pair{"maxclients", "100"}, Pair{"hz", "20"}); err != nil {
		t.Fatal(err)
	}
	expect("set", "both 20/100", "limit 20/100", "after 20/100")
	if err := cfg.Set(Pair{"hz", "20"}); err != nil {
		t.Fatal(err)
	}
	expect("no change")
	err := cfg.Set(Pair{"hz", "30"}, Pair{"maxclients", "6000"}, Pair{"timeout", "1"})
	if want := "ERR CONFIG SET failed (possibly related to argument 'maxclients') - too many"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	expect("failure", "both 30/6000", "limit 30/6000", "both 20/100", "limit 20/100")
	if cfg.Hz.Load() != 20 || cfg.MaxClients.Load() != 100 || cfg.Timeout.Load() != 0 {
		t.Errorf("not all is as before: %v", cfg.Get("hz", "maxclients", "timeout"))
	}
}

func TestHookRestoresLimits(t *testing.T) {
	cfg := New()
	cfg.OnChange(func() error { return errors.New("no") }, "client-output-buffer-limit", "bind")
	before := cfg.Get("*")
	for _, p := range []Pair{{"client-output-buffer-limit", "normal 1 2 3"}, {"bind", ""}} {
		if cfg.Set(p) == nil {
			t.Errorf("Set(%v) did not fail", p)
		}
	}
	if after := cfg.Get("*"); !slices.Equal(before, after) {
		t.Errorf("not all is as before: %v", after)
	}
}

func TestOnChangeOfUnknownPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	New().OnChange(func() error { return nil }, "nosuch")
}

func TestGet(t *testing.T) {
	cfg := New()
	for _, c := range []struct {
		patterns []string
		want     string
	}{
		{[]string{"nosuch"}, ""},
		{[]string{"PORT", "po*", "hz"}, "PORT hz"},
		{[]string{"Po*", "PORT"}, "port"},
		{[]string{"LOG-S*", "*-segment-bytes"}, "log-segment-bytes"},
		{[]string{"?or[st]"}, "port"},
		{[]string{"hash-max-ziplist-value", "hash-max-*-VALUE"}, "hash-max-ziplist-value hash-max-listpack-value"},
		{nil, ""},
	} {
		var names []string
		for _, p := range cfg.Get(c.patterns...) {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("Get(%q) has %q, want %q", c.patterns, got, c.want)
		}
	}
	if !cfg.Sensitive("RequirePass") || cfg.Sensitive("port") || cfg.Sensitive("nosuch") {
		t.Error("Sensitive: of these only requirepass is")
	}
}

func TestFieldsDoNotAllocate(t *testing.T) {
	cfg := New()
	sum := int64(0)
	n := testing.AllocsPerRun(100, func() {
		sum += cfg.MaxClients.Load() + int64(cfg.AppendFsync.Load()) + int64(len(cfg.RequirePass.Load())) +
			int64(cfg.Timeout.Load()) + cfg.ClientOutputBuffers.Load()[ClassNormal].HardBytes + int64(len(cfg.Bind.Load()))
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Readers see the values of one Set or another, never a mixture within a field.
func TestConcurrentUse(t *testing.T) {
	cfg := New()
	cfg.OnChange(func() error { return nil }, "hz")
	var all sync.WaitGroup
	for worker := range 2 {
		all.Go(func() {
			for i := range 200 {
				n := fmt.Sprint(1 + worker + i)
				if err := cfg.Set(Pair{"hz", n}, Pair{"requirepass", n},
					Pair{"client-output-buffer-limit", "normal " + n + " " + n + " " + n}); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for range 200 {
				limit := cfg.ClientOutputBuffers.Load()[ClassNormal]
				if limit.HardBytes != limit.SoftBytes || limit.SoftBytes != limit.SoftSeconds {
					t.Errorf("a mixed limit: %+v", limit)
				}
				cfg.Get("*")
			}
		})
	}
	all.Wait()
}

func TestAlias(t *testing.T) {
	cfg := New()
	if err := cfg.Set(Pair{"hash-max-ziplist-entries", "7"}); err != nil {
		t.Fatal(err)
	}
	if cfg.HashMaxListpackEntries.Load() != 7 {
		t.Error("the older name sets something else")
	}
	if got := cfg.Get("hash-max-ziplist-entries"); len(got) != 1 || got[0] != (Pair{"hash-max-ziplist-entries", "7"}) {
		t.Errorf("CONFIG GET by the older name is %v", got)
	}
}

// TestSetFixed: what cannot change may be set to what it is.
func TestSetFixed(t *testing.T) {
	c := New()
	if err := c.Set(Pair{"databases", "16"}); err != nil {
		t.Errorf("the same number of databases: %v", err)
	}
	if err := c.Set(Pair{"databases", "17"}); !errors.Is(err, ErrImmutable) {
		t.Errorf("another number of databases: %v", err)
	}
}
