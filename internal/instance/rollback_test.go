package instance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/session"
)

// TestRollbackIsSilent sees that what was taken back is not in the log, and that nobody hears of it: neither those who
// are notified, nor those who watch a key, nor those who wait for one.
func TestRollbackIsSilent(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewManual(crashEpoch), "--notify-keyspace-events", "KEA")
	defer closeInstance(t, in)
	r := record(t, in)
	r.do("SET k a")
	r.do("SET n 1")
	r.want("set k", "set n")

	watching, waiting, l := in.newLocal(), in.newLocal(), in.newLocal()
	for _, other := range []*local{watching, waiting, l} {
		defer other.Close(nil)
	}
	for _, command := range []string{"WATCH k", "MULTI", "GET k"} {
		watching.Execute(arguments(command))
	}
	waiting.Execute(arguments("BLPOP list 0"))
	appended := in.log.Appended()
	for _, command := range []string{"MULTI ROLLBACK", "SET k b", "FLUSHDB", "RPUSH list x", "SET k c", "INCR k"} {
		l.Execute(arguments(command))
	}
	l.Sent(len(l.Output()))
	l.Execute(arguments("EXEC"))
	if got := string(l.Output()); !strings.HasPrefix(got, "-EXECABORT Transaction rolled back because 'incr' failed") {
		t.Fatalf("EXEC gave %q", got)
	}
	r.want()
	if in.log.Appended() != appended {
		t.Error("something was logged")
	}
	waiting.Process(nil)
	if waiting.State() != session.Blocked || len(waiting.Output()) != 0 {
		t.Errorf("who waits for a list gets %q", waiting.Output())
	}
	r.do("RPUSH list y")
	waiting.Process(nil)
	if got := string(waiting.Output()); got != "*2\r\n$4\r\nlist\r\n$1\r\ny\r\n" {
		t.Errorf("then who waits for a list gets %q", got)
	}
	watching.Sent(len(watching.Output()))
	watching.Execute(arguments("EXEC"))
	if got := string(watching.Output()); got != "*1\r\n$1\r\na\r\n" {
		t.Errorf("who watches the key gets %q", got)
	}
}

// TestRollbackFreesCopies takes changes of a big hash back over and over, or lets them be: the copies must go.
func TestRollbackFreesCopies(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewManual(crashEpoch), "--shards", "1")
	defer closeInstance(t, in)
	for i := range 2000 {
		do(t, in, "HSET", "h", fmt.Sprint("field", i), "value")
	}
	in.Cron()
	before := in.engine.Memory()
	l := in.newLocal()
	defer l.Close(nil)
	for i := range 50 {
		last := "INCRBY n many"
		if i%2 == 0 {
			last = "FLUSHALL"
			do(t, in, "COPY", "h", "kept", "DB", "1")
		}
		for _, command := range []string{
			"MULTI ROLLBACK", "HSET h field7 changed", "DEL h", "FLUSHDB", "HSET h field8 changed", "SWAPDB 0 1", last, "EXEC",
		} {
			l.Execute(arguments(command))
		}
		l.Sent(len(l.Output()))
		if i%2 == 0 {
			for j := range 2000 {
				do(t, in, "HSET", "h", fmt.Sprint("field", j), "value")
			}
		}
		in.Cron()
	}
	in.Cron() // which measures before it frees
	if after := in.engine.Memory(); after > before+before/4 {
		t.Errorf("memory grew from %d to %d bytes", before, after)
	}
}
