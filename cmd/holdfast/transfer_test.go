package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast"
	"github.com/holdfast-db/holdfast/holdfasttest"
)

// get reads a key of a data directory.
func get(t *testing.T, dir, key string) string {
	t.Helper()
	db, err := holdfast.Open(dir, holdfast.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	reply, err := db.Do(context.Background(), "GET", key)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := reply.Text()
	return text
}

func TestExportImport(t *testing.T) {
	from := write(t, []string{"SET", "k", "v"}, []string{"RPUSH", "l", "a", "b"})
	for _, format := range []string{"rdb", "resp"} {
		file := filepath.Join(t.TempDir(), "out")
		code, stdout, stderr := tool("export", "--dir", from, "--format", format, "--output", file)
		if code != exitOK || stdout != "" || stderr != "exported 2 keys of 1 databases\n" {
			t.Fatalf("export: exit code %d, output %q, error %q", code, stdout, stderr)
		}
		to := filepath.Join(t.TempDir(), "new")
		if code, _, stderr := tool("import", "--dir", to, file); code != exitOK {
			t.Fatalf("import: exit code %d, error %q", code, stderr)
		}
		if got := get(t, to, "k"); got != "v" {
			t.Errorf("k is %q", got)
		}
	}
}

// TestExportTells moves a stream with more to it than the file has, and functions, and wants both to be told.
func TestExportTells(t *testing.T) {
	from := write(t, []string{"XADD", "jobs", "*", "f", "v"}, []string{"XGROUP", "CREATE", "jobs", "g", "0"},
		[]string{"XGROUP", "CONFIGURE", "jobs", "g", "VISIBILITY", "1000"},
		[]string{"FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', function() return 1 end)"})
	file := filepath.Join(t.TempDir(), "out")
	code, _, stderr := tool("export", "--dir", from, "--output", file)
	if want := "warning: key \"jobs\" of database 0: left out"; code != exitOK || !strings.Contains(stderr, want) ||
		!strings.Contains(stderr, "exported 1 libraries of functions") {
		t.Errorf("exit code %d, error %q", code, stderr)
	}
	code, _, stderr = tool("import", "--dir", filepath.Join(t.TempDir(), "new"), file)
	if code != exitOK || stderr != "imported 1 keys\nimported 1 libraries of functions\n" {
		t.Errorf("exit code %d, error %q", code, stderr)
	}
}

// TestPipe exports to standard output and imports from standard input, where the second import finds the keys there.
func TestPipe(t *testing.T) {
	from, to := write(t, []string{"SET", "k", "v"}), t.TempDir()
	_, stdout, _ := tool("export", "--dir", from)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"import", "--dir", to, "-"}, exitOK, "imported 1 keys"},
		{[]string{"import", "--dir", to, "-"}, exitFailed, `key "k" of database 0: the key is there already; nothing was imported`},
		{[]string{"import", "--dir", to, "--replace", "-"}, exitOK, "imported 1 keys"},
	} {
		var errs strings.Builder
		code := run(c.args, strings.NewReader(stdout), nil, &errs)
		if code != c.code || !strings.Contains(errs.String(), c.want) {
			t.Errorf("%q: exit code %d, error %q", c.args, code, errs.String())
		}
	}
	if left, _ := filepath.Glob(filepath.Join(to, "*.partial")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestAddr exports from a running server and imports into one.
func TestAddr(t *testing.T) {
	s := holdfasttest.Start(t)
	addr := "--addr=" + s.Addr()
	t.Setenv(passwordEnv, "")
	if code := run([]string{"import", addr, "-"}, strings.NewReader("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"), nil, &strings.Builder{}); code != exitOK {
		t.Fatalf("import: exit code %d", code)
	}
	code, stdout, stderr := tool("export", addr, "--format", "resp")
	want := "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"
	if code != exitOK || stdout != want {
		t.Errorf("export: exit code %d, output %q, error %q", code, stdout, stderr)
	}
}

// TestTLS talks TLS to a server that nobody trusts.
func TestTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(nil)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	code, _, stderr := tool("export", "--addr", s.Listener.Addr().String(), "--tls", "yes")
	if code != exitFailed || !strings.Contains(stderr, "certificate") {
		t.Errorf("exit code %d, error %q", code, stderr)
	}
}

// TestTargetRefused names targets that are not there, are taken, or make no sense.
func TestTargetRefused(t *testing.T) {
	taken := write(t, []string{"SET", "k", "v"})
	db, err := holdfast.Open(taken, holdfast.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = nobody.Close()
	missing, file := filepath.Join(t.TempDir(), "missing"), filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("REDIS0011"), 0o600); err != nil {
		t.Fatal(err)
	}
	volatile := filepath.Join(t.TempDir(), "volatile.conf")
	if err := os.WriteFile(volatile, []byte("appendonly no\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"export", "--dir", missing}, exitFailed, "no data in"},
		{[]string{"export", "--dir", taken}, exitFailed, "is another server using it?"},
		{[]string{"export", "--addr", nobody.Addr().String()}, exitFailed, "refused"},
		{[]string{"export", "--addr", "x:1", "--dir", "y"}, exitUsage, "give one of them"},
		{[]string{"export", "--tls", "maybe"}, exitUsage, "--tls is yes or no"},
		{[]string{"export", "--frobnicate"}, exitUsage, "frobnicate"},
		{[]string{"export", "--format", "csv"}, exitUsage, "unknown format"},
		{[]string{"export", "--format", "auto"}, exitUsage, "--format is rdb or resp"},
		{[]string{"export", "--rdb-version", "8"}, exitUsage, "from 9 to 12"},
		{[]string{"export", "surplus"}, exitUsage, `unexpected "surplus"`},
		{[]string{"export", "--config", missing}, exitUsage, "cannot open the configuration file"},
		{[]string{"export", "--config", volatile}, exitUsage, "appendonly no"},
		{[]string{"import"}, exitUsage, "expected one file"},
		{[]string{"import", "--format", "csv", "f"}, exitUsage, "unknown format"},
		{[]string{"import", "--dir", missing, missing + "/f"}, exitFailed, "missing/f"},
		{[]string{"import", "--dir", t.TempDir(), file}, exitFailed, "offset 9: end of data"},
	} {
		code, _, stderr := tool(c.args...)
		if code != c.code || !strings.Contains(stderr, c.want) {
			t.Errorf("%q: exit code %d, error %q; want %d and %q", c.args, code, stderr, c.code, c.want)
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a directory was made for nothing")
	}
}
