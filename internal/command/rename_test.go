package command

import (
	"errors"
	"testing"
)

func renamed(t *testing.T) *Table {
	t.Helper()
	run := func(*Call) {}
	table := NewTable([]Spec{
		{Name: "GET", Group: "string", Since: "1", Summary: "x", Syntax: "key", Compat: Matches("7.2"), Run: run},
		{Name: "SET", Group: "string", Since: "1", Summary: "x", Syntax: "key", Compat: Matches("7.2"), Run: run},
		{Name: "DEL", Group: "generic", Since: "1", Summary: "x", Syntax: "key", Compat: Matches("7.2"), Run: run},
	})
	for _, names := range [][2]string{{"get", "Fetch"}, {"DEL", ""}} {
		if err := table.Rename(names[0], names[1]); err != nil {
			t.Fatal(err)
		}
	}
	return table
}

func TestRename(t *testing.T) {
	table := renamed(t)
	for name, want := range map[string]string{"GET": "", "get": "", "fetch": "get", "FETCH": "get", "del": "", "set": "set"} {
		got := ""
		if s := table.Get([]byte(name)); s != nil {
			got = s.FullName()
		}
		if got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if n := len(table.All()); n != 2 {
		t.Errorf("clients know %d commands, want 2", n)
	}
	for _, name := range []string{"get", "set", "del"} {
		if s, err := table.ResolveEffect([][]byte{[]byte(name), []byte("k")}); err != nil || s.FullName() != name {
			t.Errorf("in the log %s is %v, %v", name, s, err)
		}
	}
	if names, _ := table.Catalogue().Members("string"); len(names) != 2 || names[0] != "get" {
		t.Errorf("rules know the strings' commands as %q", names)
	}
}

func TestRenameRefuses(t *testing.T) {
	table := renamed(t)
	for names, want := range map[[2]string]error{
		{"nosuch", "x"}:  ErrRenameUnknown,
		{"del", "x"}:     ErrRenameUnknown,
		{"set", "FETCH"}: ErrRenameTaken,
		{"set", "a-name-that-is-longer-than-any-command"}: errRenameLong,
	} {
		if err := table.Rename(names[0], names[1]); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", names, err, want)
		}
	}
}
