package instance

import (
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/redistest"
)

// TestPortChanges: new clients come in where the settings say, old ones stay, and a port that is taken changes nothing.
func TestPortChanges(t *testing.T) {
	for _, transport := range []string{"auto", "goroutines"} {
		t.Run(transport, func(t *testing.T) {
			p := servePeers(t, vfs.NewMem(), "--transport", transport)
			before, c := p.in.Server().Addrs()[0], p.dial()
			taken, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)

			got := p.do(c, "CONFIG SET maxclients 17 port "+port)
			if !strings.Contains(got, "(possibly related to argument 'port') - Unable to listen on this port") {
				t.Errorf("a port that is taken: %s", got)
			}
			if got := p.do(c, "CONFIG GET maxclients"); !strings.Contains(got, "10000") {
				t.Errorf("what was set along with it: %s", got)
			}
			expectReachable(t, before, true)

			taken.Close()
			if got := p.do(c, "CONFIG SET port "+port); got != "OK" {
				t.Fatal(got)
			}
			expectReachable(t, taken.Addr(), true)
			expectReachable(t, before, false)
			if got := p.do(c, "PING"); got != "PONG" {
				t.Errorf("a client from before: %s", got)
			}
			if got := p.do(c, "CONFIG SET port "+port); got != "OK" {
				t.Errorf("the same port: %s", got)
			}
			if got := p.do(c, "CONFIG SET port "+strconv.Itoa(before.(*net.TCPAddr).Port)); got != "OK" {
				t.Fatal(got)
			}
			expectReachable(t, before, true)
			expectReachable(t, taken.Addr(), false)
		})
	}
}

func expectReachable(t *testing.T, addr net.Addr, want bool) {
	t.Helper()
	c, err := redistest.Dial(addr.String())
	if err == nil {
		defer c.Close()
	}
	if got := err == nil; got != want {
		t.Errorf("%s is reachable: %v", addr, got)
	}
}
