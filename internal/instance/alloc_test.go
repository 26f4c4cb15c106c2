package instance

import (
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// TestHotPathDoesNotAllocate feeds a session as the server does, and lets the log write what it appends.
func TestHotPathDoesNotAllocate(t *testing.T) {
	in := open(t, vfs.Default, clock.NewSystem(), "--dir", t.TempDir())
	defer closeInstance(t, in)
	l := in.newLocal()
	feed := func(input []byte) {
		for len(input) > 0 {
			input = input[l.Process(input):]
		}
		if err := in.log.Flush(); err != nil {
			t.Fatal(err)
		}
		l.Sent(len(l.Output()))
	}
	const key = "key:000000000042"
	for name, input := range map[string][]byte{
		"SET of 16 bytes": resp.AppendCommandStrings(nil, "SET", key, "sixteen bytes of"),
		"SET of 32 bytes": resp.AppendCommandStrings(nil, "SET", key, "thirty-two bytes of a value, so."),
		"SET of a number": resp.AppendCommandStrings(nil, "SET", key, "1234567"),
		"GET":             resp.AppendCommandStrings(nil, "GET", key),
		"GET of nothing":  resp.AppendCommandStrings(nil, "GET", "nothing"),
		"INCR":            resp.AppendCommandStrings(nil, "INCR", "counter"),
	} {
		feed(input)
		if n := testing.AllocsPerRun(1000, func() { feed(input) }); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
