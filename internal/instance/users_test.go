package instance

import (
	"io"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/server"
)

// say sends a command and returns the reply in redis-cli's notation.
func say(t *testing.T, c *redistest.Client, command string) string {
	t.Helper()
	v, err := c.Do(strings.Fields(command)...)
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	return string(v.AppendText(nil))
}

func expect(t *testing.T, c *redistest.Client, command, want string) {
	t.Helper()
	if got := say(t, c, command); !strings.HasPrefix(got, want) {
		t.Errorf("%s: %s, want %s", command, got, want)
	}
}

func dialIn(t *testing.T, in *Instance) *redistest.Client {
	t.Helper()
	c := redistest.NewClient(in.Dial())
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func writeFile(t *testing.T, fs vfs.FS, name, text string) {
	t.Helper()
	f, err := fs.Create(name, vfs.WriteCategoryUnspecified)
	if err == nil {
		_, err = io.WriteString(f, text)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, fs vfs.FS, name string) string {
	t.Helper()
	f, err := fs.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestACLFile(t *testing.T) {
	fs := vfs.NewMem()
	writeFile(t, fs, "users.acl", "user alice on +@all ~* &* >secret\nuser bob on nopass +get ~b*\n")
	in := open(t, fs, clock.NewSystem(), "--aclfile", "users.acl")
	alice, bob := dialIn(t, in), dialIn(t, in)
	expect(t, alice, "AUTH alice secret", "OK")
	expect(t, bob, "AUTH bob x", "OK")
	expect(t, bob, "GET b", "(nil)")
	expect(t, bob, "GET a", "(error) NOPERM No permissions to access a key")
	expect(t, alice, "ACL SETUSER carl on >pw +ping", "OK")
	expect(t, alice, "ACL SAVE", "OK")
	if text := readFile(t, fs, "users.acl"); !strings.Contains(text, "user carl on ") || strings.Contains(text, "secret") {
		t.Errorf("the file is\n%s", text)
	}

	writeFile(t, fs, "users.acl", "user alice off\nuser alice on\n")
	expect(t, alice, "ACL LOAD", "(error) ERR users.acl:2: Duplicate user 'alice' found.")
	expect(t, alice, "ACL WHOAMI", `"alice"`)
	writeFile(t, fs, "users.acl", "user dora on nopass +@all\n")
	expect(t, alice, "ACL LOAD", "OK")
	for name, c := range map[string]*redistest.Client{"alice": alice, "bob": bob} {
		if _, err := c.Do("PING"); err == nil {
			t.Errorf("%s is gone and still there", name)
		}
	}
	expect(t, dialIn(t, in), "ACL USERS", "1) \"default\"\n2) \"dora\"")
	closeInstance(t, in)

	in = open(t, fs, clock.NewSystem(), "--aclfile", "users.acl")
	expect(t, dialIn(t, in), "AUTH dora x", "OK")
	closeInstance(t, in)
}

func TestUsersThatCannotBe(t *testing.T) {
	fs := vfs.NewMem()
	writeFile(t, fs, "users.acl", "user alice nonsense\n")
	for want, settings := range map[string][]string{
		"users.acl:1: 'nonsense': Syntax error.":  {"--aclfile", "users.acl"},
		"file does not exist":                     {"--aclfile", "missing.acl"},
		"use one of them":                         {"--aclfile", "users.acl", "--user", "bob", "on"},
		"user bob: Error in ACL SETUSER modifier": {"--user", "bob", "nonsense"},
		"rename-command NOSUCH: No such command":  {"--rename-command", "NOSUCH", "x"},
	} {
		cfg := config.New()
		if err := cfg.Load(fs, nil, append([]string{"--dir", "data"}, settings...)); err != nil {
			t.Fatal(err)
		}
		if in, err := Open(cfg, Environment{FS: fs, ManualCron: true}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", settings, err, want)
			if err == nil {
				closeInstance(t, in)
			}
		}
	}
}

func TestUserLines(t *testing.T) {
	fs := vfs.NewMem()
	const file = "# users\nuser alice on >secret +@all ~* &* -flushall\nuser default on nopass +@all ~* -flushdb\nport 0\n"
	writeFile(t, fs, "holdfast.conf", file)
	load := func() *Instance {
		cfg := config.New()
		if err := cfg.Load(fs, nil, []string{"holdfast.conf", "--dir", "data"}); err != nil {
			t.Fatal(err)
		}
		in, err := Open(cfg, Environment{FS: fs, ManualCron: true})
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	in := load()
	c := dialIn(t, in)
	expect(t, c, "FLUSHDB", "(error) NOPERM User default has no permissions to run the 'flushdb' command")
	expect(t, c, "AUTH alice secret", "OK")
	expect(t, c, "FLUSHALL", "(error) NOPERM User alice")
	expect(t, c, "ACL SETUSER bob on nopass (+get ~x)", "OK")
	expect(t, c, "ACL DELUSER alice", "(integer) 1")
	if _, err := c.Do("PING"); err == nil {
		t.Error("a removed user's connection lives on")
	}
	c = dialIn(t, in)
	expect(t, c, "CONFIG REWRITE", "OK")
	users := say(t, c, "ACL LIST")
	closeInstance(t, in)

	if text := readFile(t, fs, "holdfast.conf"); strings.Contains(text, "alice") || !strings.Contains(text, "# users\n") {
		t.Errorf("the file is\n%s", text)
	}
	in = load()
	expect(t, dialIn(t, in), "ACL LIST", users)
	closeInstance(t, in)
}

// TestEmbeddedCallersMayDoEverything, whatever the rules for those who connect.
func TestEmbeddedCallersMayDoEverything(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewSystem(), "--requirepass", "secret", "--user", "default", "off")
	defer closeInstance(t, in)
	expect(t, dialIn(t, in), "PING", "(error) NOAUTH")
	do(t, in, "SET", "k", "v")
	do(t, in, "RESET") // makes its session the default user's
	do(t, in, "SET", "k", "v")
	do(t, in, "ACL", "SETUSER", "default", "on", "nopass", "+get")
	do(t, in, "AUTH", "default", "x")
	do(t, in, "SET", "k", "v")
	expect(t, dialIn(t, in), "GET k", "(error) NOPERM")
}

// TestRenamedCommandsReplay proves that the log does not depend on the names of today.
func TestRenamedCommandsReplay(t *testing.T) {
	fs := vfs.NewMem()
	in := open(t, fs, clock.NewSystem())
	do(t, in, "SET", "k", "v")
	do(t, in, "SET", "gone", "v")
	do(t, in, "DEL", "gone")
	closeInstance(t, in)

	in = open(t, fs, clock.NewSystem(), "--rename-command", "SET", "put", "--rename-command", "DEL", "")
	c := dialIn(t, in)
	expect(t, c, "GET k", `"v"`)
	expect(t, c, "GET gone", "(nil)")
	expect(t, c, "SET k w", "(error) ERR unknown command 'SET'")
	expect(t, c, "DEL k", "(error) ERR unknown command 'DEL'")
	expect(t, c, "MULTI", "OK")
	expect(t, c, "PUT k w", "QUEUED")
	expect(t, c, "EXEC", "1) OK")
	expect(t, c, "ACL SETUSER bob on nopass ~* +set +acl|whoami", "OK")
	expect(t, c, "AUTH bob x", "OK")
	expect(t, c, "put x y", "OK")
	closeInstance(t, in)

	in = open(t, fs, clock.NewSystem())
	expect(t, dialIn(t, in), "MGET k x", "1) \"w\"\n2) \"y\"")
	closeInstance(t, in)
}

func TestProtectedMode(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewSystem(), "--appendonly", "no")
	defer closeInstance(t, in)
	near := server.ConnInfo{Network: "tcp", Remote: "127.0.0.1:1234"}
	far := server.ConnInfo{Network: "tcp", Remote: "192.0.2.1:1234"}
	accepts := func(info server.ConnInfo) bool { return !(*acceptor)(in).isProtected(info) }
	steps := []struct {
		command string
		far     bool
	}{
		{"PING", false},
		{"CONFIG SET requirepass secret", true},
		{"CONFIG SET requirepass ", false},
		{"ACL SETUSER default >other", true},
		{"ACL SETUSER default nopass", false},
		{"CONFIG SET protected-mode no", true},
	}
	for _, s := range steps {
		do(t, in, strings.Split(s.command, " ")...)
		if !accepts(near) || accepts(far) != s.far {
			t.Errorf("after %s: near %v, far %v", s.command, accepts(near), accepts(far))
		}
	}
}

func TestACLLog(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewSystem(), "--appendonly", "no", "--acllog-max-len", "3")
	defer closeInstance(t, in)
	c, admin := dialIn(t, in), dialIn(t, in)
	do(t, in, "ACL", "SETUSER", "bob", "on", ">pw", "+get", "+multi", "~a")
	expect(t, c, "AUTH bob wrong", "(error) WRONGPASS")
	expect(t, c, "AUTH bob pw", "OK")
	expect(t, c, "GET b", "(error) NOPERM")
	expect(t, c, "GET b", "(error) NOPERM")
	expect(t, c, "MULTI", "OK")
	expect(t, c, "SET a 1", "(error) NOPERM")
	log := say(t, admin, "ACL LOG")
	for _, want := range []string{`"context"`, `"multi"`, `"object"`, `"set"`, `"toplevel"`, `"b"`, `"AUTH"`, `"auth"`, "cmd=get user=bob", "(integer) 2"} {
		if !strings.Contains(log, want) {
			t.Errorf("there is no %s in\n%s", want, log)
		}
	}
	stats := say(t, admin, "INFO stats")
	for _, want := range []string{"acl_access_denied_auth:1", "acl_access_denied_cmd:1", "acl_access_denied_key:2", "acl_access_denied_channel:0"} {
		if !strings.Contains(stats, want) {
			t.Errorf("there is no %s in\n%s", want, stats)
		}
	}
	for range 5 {
		expect(t, admin, "AUTH nobody x", "(error) WRONGPASS")
	}
	expect(t, admin, "ACL LOG 1", "1)  1) \"count\"\n    2) (integer) 5")
	expect(t, admin, "ACL LOG RESET", "OK")
	expect(t, admin, "ACL LOG", "(empty array)")
}

// TestACLLogOfEXEC proves that what EXEC refuses is shown as EXEC's.
func TestACLLogOfEXEC(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewSystem(), "--appendonly", "no")
	defer closeInstance(t, in)
	c, admin := dialIn(t, in), dialIn(t, in)
	expect(t, admin, "ACL SETUSER bob on nopass +@all ~*", "OK")
	expect(t, c, "AUTH bob x", "OK")
	expect(t, c, "MULTI", "OK")
	expect(t, c, "INCR n", "QUEUED")
	expect(t, admin, "ACL SETUSER bob -incr", "OK")
	expect(t, c, "EXEC", "1) (error) NOPERM ACLs rules changed")
	for _, want := range []string{`"multi"`, `"incr"`, "cmd=exec user=bob"} {
		if log := say(t, admin, "ACL LOG 1"); !strings.Contains(log, want) {
			t.Errorf("there is no %s in\n%s", want, log)
		}
	}
}
