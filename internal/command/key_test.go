package command

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestKeyRules(t *testing.T) {
	for _, c := range []struct {
		name string
		rule KeyRule
		args string
		want string // the keys, separated by spaces
	}{
		{"at", At(1, RO), "GET k", "k"},
		{"at, too few", At(2, RO), "X a", ""},
		{"span to the end", Span(1, -1, 1, RO), "DEL a b c", "a b c"},
		{"span in steps", Span(1, -1, 2, OW), "MSET a 1 b 2", "a b"},
		{"span, fixed", Span(1, 2, 1, RO), "LCS a b LEN", "a b"},
		{"span but the last", Span(1, -2, 1, RO), "BLPOP a b 0", "a b"},
		{"counted", Counted(1, RO), "X 2 a b rest", "a b"},
		{"counted, none", Counted(1, RO), "X 0 rest", ""},
		{"after", After("STORE", 2, OW), "SORT k BY x store dst", "dst"},
		{"after, absent", After("STORE", 2, OW), "SORT k BY x", ""},
		{"derived", Derived(RO), "SORT_RO k BY x", ""},
		{"after, from the end", After("STORE", -2, OW), "X STORE a STORE b", "b"},
	} {
		args := bytes.Fields([]byte(c.args))
		refs, err := c.rule.appendKeys(nil, args)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		var keys []string
		for _, r := range refs {
			keys = append(keys, string(args[r.Pos]))
		}
		if got := strings.Join(keys, " "); got != c.want {
			t.Errorf("%s: keys of %q are %q, want %q", c.name, c.args, got, c.want)
		}
	}
}

// TestSoleKey: a command that takes all locks must not be content with that of its key.
func TestSoleKey(t *testing.T) {
	one := Spec{Name: "X", Group: "g", Since: "1", Summary: "s", Keys: []KeyRule{At(1, RO)}, Syntax: "key", Run: func(*Call) {}, Compat: Ours("a test")}
	all := one
	all.Name, all.Flags = "Y", AllShards
	table := NewTable([]Spec{one, all})
	if !table.Find("x").HasSoleKey() || table.Find("y").HasSoleKey() {
		t.Error("of both commands only the first needs no more than the lock of its key")
	}
}

func TestCountedKeysThatAreNotThere(t *testing.T) {
	for _, args := range []string{"X 3 a b", "X -1 a", "X many a", "X 99999999999999999999 a"} {
		_, err := Counted(1, RO).appendKeys(nil, bytes.Fields([]byte(args)))
		if !errors.Is(err, ErrInvalidKeys) {
			t.Errorf("%q: %v", args, err)
		}
	}
}
