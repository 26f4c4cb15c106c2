package instance

import (
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/redistest"
)

// peers are clients of one server, over TCP.
type peers struct {
	t  *testing.T
	in *Instance
}

func servePeers(t *testing.T, fs vfs.FS, settings ...string) *peers {
	t.Helper()
	in := open(t, fs, clock.NewManual(crashEpoch), append([]string{"--bind", "127.0.0.1", "--port", "0"}, settings...)...)
	if err := in.Listen(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeInstance(t, in) })
	return &peers{t, in}
}

func (p *peers) dial() *redistest.Client {
	p.t.Helper()
	c, err := redistest.Dial(p.in.Server().Addrs()[0].String())
	if err != nil {
		p.t.Fatal(err)
	}
	c.SetLimit(scriptLimit)
	p.t.Cleanup(func() { _ = c.Close() })
	return c
}

// do sends a command and returns the reply as redis-cli prints it.
func (p *peers) do(c *redistest.Client, command string) string {
	p.t.Helper()
	if err := c.Send(strings.Fields(command)...); err != nil {
		p.t.Fatal(err)
	}
	return p.next(c)
}

// next is what comes next.
func (p *peers) next(c *redistest.Client) string {
	p.t.Helper()
	v, err := c.Receive()
	if err != nil {
		p.t.Fatal(err)
	}
	return string(v.AppendText(nil))
}

// TestEventsArePublished has a client listen to what happens to keys.
func TestEventsArePublished(t *testing.T) {
	p := servePeers(t, vfs.NewMem(), "--notify-keyspace-events", "KEA", "--appendfsync", "always")
	listener, other := p.dial(), p.dial()
	p.do(listener, "PSUBSCRIBE __key*@*__:*")
	p.do(other, "SELECT 2")
	p.do(other, "SET k v")
	p.do(other, "MULTI")
	p.do(other, "RPUSH list a")
	p.do(other, "DEL k")
	p.do(other, "EXEC")
	p.do(other, "EVAL redis.call('incr',KEYS[1]) 1 n")
	for _, want := range []struct{ about, what string }{{"k", "set"}, {"list", "rpush"}, {"k", "del"}, {"n", "incrby"}} {
		for _, part := range []string{`"__keyspace@2__:` + want.about + `"`, `"__keyevent@2__:` + want.what + `"`} {
			if got := p.next(listener); !strings.Contains(got, part) {
				t.Errorf("the listener gets %s, which is not about %s", got, part)
			}
		}
	}
}

// TestRulesForChannels has a user listen to what it may, until it may not any more.
func TestRulesForChannels(t *testing.T) {
	p := servePeers(t, vfs.NewMem())
	operator, listener := p.dial(), p.dial()
	p.do(operator, "ACL SETUSER u on nopass +@all ~* &news")
	p.do(listener, "AUTH u x")
	for command, want := range map[string]string{
		"SUBSCRIBE other": "NOPERM", "PSUBSCRIBE n*": "NOPERM", "SSUBSCRIBE other": "NOPERM", "PUBLISH other x": "NOPERM",
		"SPUBLISH other x": "NOPERM", "PUBLISH news x": "(integer) 0",
		"EVAL return(redis.call('publish','other','x')) 0": "NOPERM ACL failure in script: ",
	} {
		if got := p.do(listener, command); !strings.Contains(got, want) {
			t.Errorf("%s: %s", command, got)
		}
	}
	p.do(listener, "SUBSCRIBE news")
	p.do(operator, "ACL SETUSER u &more")
	if got := p.do(operator, "PUBLISH news x"); got != "(integer) 1" {
		t.Errorf("a user that may more has %s connections", got)
	}
	p.next(listener)
	p.do(operator, "ACL SETUSER u resetchannels &more")
	if v, err := listener.Receive(); err == nil {
		t.Errorf("a user that may less gets %s", v.AppendText(nil))
	}
}

// TestMonitorSeesScripts has a client see what a script does, behind the script, and calls of a script that is not there.
func TestMonitorSeesScripts(t *testing.T) {
	p := servePeers(t, vfs.NewMem())
	monitor, other := p.dial(), p.dial()
	p.do(monitor, "MONITOR")
	p.do(other, "EVAL redis.call('set',KEYS[1],'v') 1 k")
	p.do(other, "EVALSHA 0123456789012345678901234567890123456789 0")
	p.do(other, "ACL SETUSER u >secret")
	p.do(other, "AUTH default secret")
	for _, want := range []string{`"EVAL"`, `[0 lua] "set" "k" "v"`, `"EVALSHA" "01`, `"AUTH" "(redacted)" "(redacted)"`} {
		if got := p.next(monitor); !strings.Contains(got, want) {
			t.Errorf("the monitor sees %s, want %s", got, want)
		}
	}
}

// TestScriptsReadFromDisk has scripts and transactions work on keys that are on disk only.
func TestScriptsReadFromDisk(t *testing.T) {
	p := servePeers(t, vfs.NewMem())
	c := p.dial()
	unload := func() {
		t.Helper()
		if err := p.in.engine.Unload(); err != nil {
			t.Fatal(err)
		}
	}
	p.do(c, "RPUSH list a b")
	p.do(c, "SET k v")
	unload()
	if got := p.do(c, "EVAL return(redis.call('lpop',KEYS[1])..redis.call('get','k')) 1 list"); got != `"av"` {
		t.Errorf("a script gives %s", got)
	}
	unload()
	p.do(c, "MULTI")
	p.do(c, "EVAL return(redis.call('lpop',KEYS[1])) 1 list")
	p.do(c, "GETDEL k")
	if got := p.do(c, "EXEC"); !strings.Contains(got, `"b"`) || !strings.Contains(got, `"v"`) {
		t.Errorf("EXEC gives %s", got)
	}
	unload()
	if got := p.do(c, "EXISTS list k"); got != "(integer) 0" {
		t.Errorf("%s keys are left", got)
	}
}
