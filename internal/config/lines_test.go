package config

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestLinesAddUp(t *testing.T) {
	fs := files(t, "a.conf", "user alice on >secret\nuser bob off\nrename-command KEYS \"\"\nport 1\nrename-command CONFIG cfg\n")
	c := New()
	if err := c.Load(fs, nil, []string{"a.conf", "--user", "carol", "on"}); err != nil {
		t.Fatal(err)
	}
	users := [][]string{{"alice", "on", ">secret"}, {"bob", "off"}, {"carol", "on"}}
	if got := c.UserLines.Load(); !reflect.DeepEqual(got, users) {
		t.Errorf("users are %q", got)
	}
	if got, want := c.RenameCommands.Load(), [][]string{{"KEYS", ""}, {"CONFIG", "cfg"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("renamed are %q", got)
	}
	if got := c.Get("user", "rename-command", "*user*"); len(got) != 0 && got[0].Name == "user" {
		t.Errorf("CONFIG GET shows %q", got)
	}
	c.ReplaceUsers([][]string{{"bob", "on"}, {"dora", "off"}})
	if err := c.Rewrite(fs); err != nil {
		t.Fatal(err)
	}
	again := New()
	if err := again.Load(fs, nil, []string{"a.conf"}); err != nil {
		t.Fatal(err)
	}
	if got, want := again.UserLines.Load(), c.UserLines.Load(); !reflect.DeepEqual(got, want) {
		t.Errorf("after a rewrite the users are %q", got)
	}
	if got, want := again.RenameCommands.Load(), c.RenameCommands.Load(); !reflect.DeepEqual(got, want) {
		t.Errorf("after a rewrite the renamed are %q", got)
	}
}

func TestLinesAreChecked(t *testing.T) {
	for text, want := range map[string]error{
		"user alice\nuser alice on":              errUserAgain,
		"user":                                   ErrArity,
		"rename-command a":                       ErrArity,
		"rename-command a b c":                   ErrArity,
		"rename-command a b\nrename-command A c": errRenamedAgain,
	} {
		err := New().Load(files(t, "a.conf", text), nil, []string{"a.conf"})
		if !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
		if strings.HasPrefix(text, "user") && err != nil && strings.Contains(err.Error(), "alice") {
			t.Errorf("%q: the error shows a user: %v", text, err)
		}
	}
}
