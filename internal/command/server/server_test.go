package server_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/command/server"
	"github.com/holdfast-db/holdfast/internal/session"
)

// TestFlushIsLogged: the databases are emptied again when the log is replayed.
func TestFlushIsLogged(t *testing.T) {
	tg := newTarget(t)
	c := dial(t, tg)
	c.do(t, "FLUSHALL")
	c.do(t, "SELECT", "2")
	c.do(t, "FLUSHDB", "ASYNC")
	c.do(t, "SWAPDB", "2", "3")
	c.do(t, "SWAPDB", "2", "2")
	want := []string{
		"*1\r\n$8\r\nFLUSHALL\r\n", "*1\r\n$7\r\nFLUSHDB\r\n", "*3\r\n$6\r\nSWAPDB\r\n$1\r\n2\r\n$1\r\n3\r\n",
	}
	if !slices.Equal(tg.log.frames, want) {
		t.Errorf("the log has %q, want %q", tg.log.frames, want)
	}
}

func TestShutdown(t *testing.T) {
	tests := []struct {
		args []string
		want server.Shutdown
	}{
		{[]string{"SHUTDOWN"}, server.Shutdown{}},
		{[]string{"SHUTDOWN", "nosave"}, server.Shutdown{}},
		{[]string{"SHUTDOWN", "SAVE", "NOW"}, server.Shutdown{Now: true}},
		{[]string{"SHUTDOWN", "FORCE", "NOSAVE", "now"}, server.Shutdown{Now: true, Force: true}},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			tg := newTarget(t)
			c := dial(t, tg)
			if err := c.Send(tt.args...); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(tg.host.shutdowns, []server.Shutdown{tt.want}) {
				t.Errorf("asked for %v, want %v", tg.host.shutdowns, tt.want)
			}
			if state := c.session.State(); state != session.Blocked || len(c.session.Output()) > 0 {
				t.Errorf("state %v with %q, want to be blocked without a reply", state, c.session.Output())
			}
		})
	}
}

func TestShutdownFails(t *testing.T) {
	tg := newTarget(t)
	tg.host.err = errors.New("no")
	if got := dial(t, tg).do(t, "SHUTDOWN"); got != "(error) ERR Errors trying to SHUTDOWN. Check logs." {
		t.Error(got)
	}
	tg = newTarget(t, "--appendonly", "no")
	if got := dial(t, tg).do(t, "SHUTDOWN", "SAVE"); !strings.HasPrefix(got, "(error) ERR The data cannot be saved") {
		t.Error(got)
	}
	if len(tg.host.shutdowns) > 0 {
		t.Error("shut down without saving, although SAVE was asked for")
	}
}

func TestWaitAOF(t *testing.T) {
	tg := newTarget(t)
	tg.log.isSlow = true
	writer := dial(t, tg)
	writer.do(t, "SET", "k", "v")
	if err := writer.Send("WAITAOF", "1", "0", "0"); err != nil {
		t.Fatal(err)
	}
	if state := writer.session.State(); state != session.Blocked {
		t.Fatalf("state %v before the sync, want to be blocked", state)
	}
	tg.log.durable = tg.log.Appended()
	close(tg.log.synced)
	v, err := writer.Receive()
	if err != nil {
		t.Fatal(err)
	}
	if got := string(v.AppendText(nil)); got != "1) (integer) 1\n2) (integer) 0" {
		t.Error(got)
	}
}

func TestWaitAOFTimesOut(t *testing.T) {
	tg := newTarget(t)
	tg.log.isSlow = true
	defer close(tg.log.synced)
	c := dial(t, tg)
	c.do(t, "SET", "k", "v")
	if err := c.Send("WAITAOF", "1", "1", "500"); err != nil {
		t.Fatal(err)
	}
	if err := tg.Advance(time.Second); err != nil {
		t.Fatal(err)
	}
	v, err := c.Receive()
	if err != nil {
		t.Fatal(err)
	}
	if got := string(v.AppendText(nil)); got != "1) (integer) 0\n2) (integer) 0" {
		t.Error(got)
	}
}

func TestWaitAOFWithoutLog(t *testing.T) {
	c := dial(t, newTarget(t, "--appendonly", "no"))
	want := "(error) ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled."
	if got := c.do(t, "WAITAOF", "1", "0", "0"); got != want {
		t.Error(got)
	}
}

func TestConfigResetStat(t *testing.T) {
	tg := newTarget(t)
	c := dial(t, tg)
	c.do(t, "GET", "k")
	c.do(t, "CONFIG", "RESETSTAT")
	if got := c.do(t, "INFO", "stats"); !strings.Contains(got, `keyspace_misses:0\r\n`) {
		t.Errorf("INFO stats after RESETSTAT: %s", got)
	}
}

// TestInfo looks for the fields that clients and dashboards read.
func TestInfo(t *testing.T) {
	tg := newTarget(t)
	c := dial(t, tg)
	c.do(t, "SET", "k", "v", "EX", "10")
	if err := tg.Advance(25 * time.Hour); err != nil {
		t.Fatal(err)
	}
	all := c.do(t, "INFO")
	for _, want := range []string{
		`"# Server\r\nredis_version:7.2.4\r\n`, `\r\nholdfast_version:0.1\r\n`, `\r\nredis_mode:standalone\r\n`,
		`\r\nrun_id:0123\r\n`, `\r\ntcp_port:6379\r\n`, `\r\nuptime_in_seconds:90000\r\nuptime_in_days:1\r\n`,
		`\r\n\r\n# Clients\r\nconnected_clients:1\r\n`, `\r\nmaxclients:10000\r\n`, `\r\nused_memory_human:`,
		`\r\nmaxmemory:0\r\nmaxmemory_human:0B\r\nmaxmemory_policy:tiered\r\n`, `\r\nloading:0\r\n`,
		`\r\nrdb_current_bgsave_time_sec:-1\r\n`, `\r\ncheckpoint_phase:none\r\n`,
		`\r\naof_enabled:1\r\n`, `\r\nrole:master\r\nconnected_slaves:0\r\n`, `\r\nused_cpu_user:`,
		`\r\ncluster_enabled:0\r\n`, `\r\n# Keyspace\r\ndb0:keys=1,expires=1,avg_ttl=0\r\n"`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("INFO lacks %q", want)
		}
	}
	usual := strings.Count(all, "# ")
	for _, tt := range []struct {
		sections []string
		want     int
	}{
		{[]string{"all"}, usual + 2}, {[]string{"everything"}, usual + 2}, {[]string{"nosuch", "All"}, usual + 2},
		{[]string{"DEFAULT"}, usual}, {[]string{"default", "commandstats"}, usual + 1}, {[]string{"nosuch"}, 0},
	} {
		got := c.do(t, append([]string{"INFO"}, tt.sections...)...)
		if n := strings.Count(got, "# "); n != tt.want {
			t.Errorf("INFO %v has %d sections, want %d", tt.sections, n, tt.want)
		}
	}
	if got := c.do(t, "INFO", "cluster", "KEYSPACE", "cluster"); strings.Count(got, "# ") != 2 {
		t.Errorf("two sections: %s", got)
	}
}
