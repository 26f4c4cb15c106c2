//go:build !race

package instance

import (
	"io"
	"net"
	"runtime"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// TestLongValuesCostNoGarbage sends and asks for values of 100 kB over a connection: their buffers are used again. With
// the race detector pools forget some on purpose.
func TestLongValuesCostNoGarbage(t *testing.T) {
	in := open(t, vfs.Default, clock.NewSystem(), "--dir", t.TempDir(), "--bind", "127.0.0.1", "--port", "0")
	defer closeInstance(t, in)
	if err := in.Listen(); err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", in.Server().Addrs()[0].String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const length, rounds = 100_000, 50
	value := strings.Repeat("v", length)
	request := resp.AppendCommandStrings(resp.AppendCommandStrings(nil, "SET", "key", value), "GET", "key")
	reply := make([]byte, len("+OK\r\n$100000\r\n")+length+len("\r\n"))
	exchange := func() {
		if _, err := conn.Write(request); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(conn, reply); err != nil || string(reply[len(reply)-length-2:len(reply)-2]) != value {
			t.Fatalf("%.40q, %v", reply, err)
		}
	}
	exchange()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range rounds {
		exchange()
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / rounds; each > length/2 {
		t.Errorf("a SET and a GET of %d bytes allocate %d", length, each)
	}
}
