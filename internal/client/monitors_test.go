package client_test

import (
	"testing"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/resp"
)

func TestMonitorsSeeCommands(t *testing.T) {
	r := client.NewRegistry()
	c, _ := newClient(t, r)
	r.Monitors.Add(c)
	r.Monitors.Add(c) // once is enough
	unix := client.New("unix", "/tmp/s:0", "/tmp/s:0", 0, nil)
	words := [][]byte{[]byte("AUTH"), []byte("(redacted)"), []byte("a \"b\"\n\x00\xff")}
	r.Monitors.Show(1_700_000_000_000_042, c, 3, words)
	r.Monitors.Show(1_700_000_000_999_999, unix, 0, words[:1])
	var out resp.Writer
	c.TakePushes(&out, everything)
	const want = "+1700000000.000042 [3 127.0.0.1:1] \"AUTH\" \"(redacted)\" \"a \\\"b\\\"\\n\\x00\\xff\"\r\n" +
		"+1700000000.999999 [0 unix:/tmp/s] \"AUTH\"\r\n"
	if got := string(out.Bytes()); got != want {
		t.Errorf("the lines are\n%s, not\n%s", got, want)
	}
	c.LeaveAll()
	if r.Monitors.Any() || c.HasFlag(client.FlagMonitor) {
		t.Error("the monitor has not left")
	}
}
