package instance

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/event"
)

// recording keeps the events of an instance as "name key", and checks what comes with them.
type recording struct {
	t      *testing.T
	in     *Instance
	events []string
}

// record has an instance, in which nothing goes on yet, tell its events.
func record(t *testing.T, in *Instance) *recording {
	r := &recording{t: t, in: in}
	in.engine.SetNotifier(func(lsn commitlog.LSN, events []event.Event) {
		if lsn > in.log.Appended() {
			t.Errorf("%v wait for record %d, which is not there", events, lsn)
		}
		for _, e := range events {
			r.events = append(r.events, e.Name+" "+string(e.Key))
		}
	})
	return r
}

// want compares what was told since the last call.
func (r *recording) want(events ...string) {
	r.t.Helper()
	if !slices.Equal(r.events, events) {
		r.t.Errorf("told %q, want %q", r.events, events)
	}
	r.events = nil
}

func (r *recording) do(command string) {
	r.t.Helper()
	do(r.t, r.in, strings.Fields(command)...)
}

// TestEventsOfTime looks at what is told when the time of keys and fields has come, and of what Redis 7.0, with which
// the other events are compared, does not have.
func TestEventsOfTime(t *testing.T) {
	now := clock.NewManual(crashEpoch)
	in := open(t, vfs.NewMem(), now, "--notify-keyspace-events", "KEA")
	defer closeInstance(t, in)
	r := record(t, in)

	r.do("SET a 1 PX 10")
	r.do("SET b 1 PX 10")
	r.want("set a", "expire a", "set b", "expire b")
	now.Advance(time.Second)
	r.do("GET a")
	r.want("expired a")
	(*host)(in).PauseCron(true)
	in.Cron()
	r.want()
	(*host)(in).PauseCron(false)
	in.Cron()
	r.want("expired b")

	r.do("HSETEX h PX 10 FIELDS 2 f 1 g 2")
	r.want("hset h", "hexpire h")
	r.do("HSET h e 3 d 4")
	r.do("HPERSIST h FIELDS 1 f")
	r.want("hset h", "hpersist h")
	now.Advance(time.Second)
	r.do("HLEN h")
	r.want("hexpired h")
	r.do("HEXPIRE h 100 FIELDS 1 e")
	r.do("HEXPIRE h 0 FIELDS 2 e d")
	r.want("hexpire h", "hdel h")
	r.do("HGETEX h EX 100 FIELDS 1 f")
	r.do("HGETEX h PERSIST FIELDS 1 f")
	r.do("HGETEX h FIELDS 1 f")
	r.want("hexpire h", "hpersist h")
	r.do("HGETDEL h FIELDS 2 f nothing")
	r.want("hdel h", "del h")
	r.do("HSETEX h PX 10 FIELDS 1 f 1")
	r.want("hset h", "hexpire h")
	now.Advance(time.Second)
	in.Cron()
	r.want("hexpired h", "del h")
	r.do("HSETEX h PXAT 1 FIELDS 1 f 1")
	r.want()
}

// TestEventsOfReplay sees that a restart tells nothing, and that nothing is told to somebody who asked for nothing.
func TestEventsOfReplay(t *testing.T) {
	fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
	in := open(t, fs, now, "--notify-keyspace-events", "KEA")
	r := record(t, in)
	r.do("SET a 1")
	r.want("set a")
	if err := (*host)(in).Reload(); err != nil {
		t.Fatal(err)
	}
	r.want()
	r.do("CONFIG SET notify-keyspace-events g$")
	r.do("SET a 2")
	r.want()
	r.do("CONFIG SET notify-keyspace-events gE")
	r.do("SET a 3")
	r.do("DEL a")
	r.want("del a")
	closeInstance(t, in)
}

// TestEventsOfTransactions sees that the events of a transaction come when it is over, and in order.
func TestEventsOfTransactions(t *testing.T) {
	in := open(t, vfs.NewMem(), clock.NewManual(crashEpoch), "--notify-keyspace-events", "EA")
	defer closeInstance(t, in)
	r := record(t, in)
	l := in.newLocal()
	defer l.Close(nil)
	for _, command := range []string{"MULTI", "SET b 1", "RPUSH a x", "LPOP a", "GETDEL b"} {
		l.Execute(arguments(command))
		r.want()
	}
	l.Execute(arguments("EXEC"))
	r.want("set b", "rpush a", "lpop a", "del a", "del b")
}

func arguments(command string) (args [][]byte) {
	for _, w := range strings.Fields(command) {
		args = append(args, []byte(w))
	}
	return args
}
