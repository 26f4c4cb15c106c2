package instance

import (
	"strings"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
)

// TestRulesTakeEffectAtOnce proves that a command which comes after the reply to ACL SETUSER meets the new rules, while
// others change users and use them.
func TestRulesTakeEffectAtOnce(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewSystem(), "--appendonly", "no")
	defer closeInstance(t, in)
	do(t, in, "ACL", "SETUSER", "bob", "on", "nopass", "~k")
	stop := make(chan struct{})
	var noise sync.WaitGroup
	for _, command := range []string{
		"ACL SETUSER carl on nopass +get +ping ~k", "ACL DELUSER carl", "ACL LIST", "ACL LOG", "ACL SETUSER bob >x nopass", "GET k",
	} {
		noise.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					do(t, in, strings.Fields(command)...)
				}
			}
		})
	}
	admin, bob := dialIn(t, in), dialIn(t, in)
	expect(t, bob, "AUTH bob x", "OK")
	for range 50 {
		expect(t, admin, "ACL SETUSER bob +get", "OK")
		expect(t, bob, "GET k", "(nil)")
		expect(t, admin, "ACL SETUSER bob -get", "OK")
		expect(t, bob, "GET k", "(error) NOPERM")
	}
	close(stop)
	noise.Wait()
}
