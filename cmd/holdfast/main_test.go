package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast"
)

// tool runs the binary's main without a process.
func tool(args ...string) (code int, stdout, stderr string) {
	var out, errs strings.Builder
	code = run(args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string // in the output or the error
	}{
		{nil, exitUsage, "no command given"},
		{[]string{"frobnicate"}, exitUsage, `unknown command "frobnicate"`},
		{[]string{"help"}, exitOK, "usage: holdfast"},
		{[]string{"serve", "--help"}, exitOK, "usage: holdfast"},
		{[]string{"export", "--help"}, exitOK, "a running server, as host:port"},
		{[]string{"import", "-h"}, exitOK, "already"},
		{[]string{"version"}, exitOK, "holdfast " + holdfast.Version},
		{[]string{"log"}, exitUsage, "holdfast log dump [dir]"},
		{[]string{"log", "dump", "a", "b"}, exitUsage, "expected one directory"},
		{[]string{"check", "no/such/directory"}, exitFailed, "no data in no/such/directory"},
		{[]string{"serve", "--port", "many"}, exitUsage, "argument couldn't be parsed into an integer"},
		{[]string{"serve", "no-such-file.conf"}, exitUsage, "cannot open the configuration file"},
		{[]string{"serve", "--no-such-setting", "1"}, exitUsage, "no-such-setting"},
	} {
		code, stdout, stderr := tool(c.args...)
		if code != c.code || !strings.Contains(stdout+stderr, c.want) {
			t.Errorf("%q: exit code %d, output %q, error %q; want %d and %q", c.args, code, stdout, stderr, c.code, c.want)
		}
	}
}

// write makes a data directory in which the given commands have run.
func write(t *testing.T, commands ...[]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	db, err := holdfast.Open(dir, holdfast.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range commands {
		if _, err := db.Do(context.Background(), words...); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestLogDump(t *testing.T) {
	dir := write(t, []string{"SET", "k", "a\x00\n"}, []string{"INCR", "n"}, []string{"MSET", "a", "1", "b", "2"}, []string{"DEL", "gone", "k"})
	code, stdout, stderr := tool("log", "dump", dir)
	want := `1 db=0 "SET" "k" "a\x00\n"
2 db=0 "INCRBY" "n" "1"
3 db=0 "MSET" "a" "1" "b" "2"
4 db=0 "DEL" "k"
`
	if code != exitOK || stdout != want {
		t.Errorf("exit code %d, error %q, dump\n%swant\n%s", code, stderr, stdout, want)
	}
}

func TestCheck(t *testing.T) {
	dir := write(t, []string{"SET", "a", "1"}, []string{"SET", "b", strings.Repeat("x", 1000)}, []string{"SET", "c", "3"})
	code, stdout, stderr := tool("check", dir)
	if code != exitOK || !strings.Contains(stdout, "3 records (1 to 3)") || !strings.Contains(stdout, "is sound") {
		t.Fatalf("a sound directory: exit code %d, output %q, error %q", code, stdout, stderr)
	}
	flip(t, dir)
	code, stdout, stderr = tool("check", dir)
	if code != exitFailed || !strings.Contains(stderr, "damaged") || strings.Contains(stdout, "sound") {
		t.Errorf("a damaged directory: exit code %d, output %q, error %q", code, stdout, stderr)
	}
}

// flip changes a bit inside the long value.
func flip(t *testing.T, dir string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "log", "*.log"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no segments: %v", err)
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(data), "xxxxxxxxxx")
	if at < 0 {
		t.Fatal("the value is not in the first segment")
	}
	data[at+100] ^= 4
	if err := os.WriteFile(names[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
}
