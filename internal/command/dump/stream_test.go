package dump_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// streamCommands make a stream of several nodes, with deleted entries and groups.
func streamCommands() (all [][]string) {
	add := func(line string) { all = append(all, strings.Fields(line)) }
	for i := range 250 {
		add(fmt.Sprintf("XADD s %d-%d field %d text value-%d", 1000+i/3, i%3, i*i, i))
	}
	add("XADD s 5000-1 other field")
	add("XDEL s 1001-1 1050-0 5000-1")
	add("XTRIM s MAXLEN 200")
	add("XGROUP CREATE s g 0")
	add("XGROUP CREATE s empty 1060")
	add("XREADGROUP GROUP g alice COUNT 30 STREAMS s >")
	add("XREADGROUP GROUP g bob COUNT 5 STREAMS s >")
	add("XACK s g 1020-0 1021-0")
	return all
}

// TestStreamWithRedis moves a stream from a real server here and back.
func TestStreamWithRedis(t *testing.T) {
	redis := redistest.Start(t)
	client := redis.Dial(t)
	there := func(args ...string) resp.Value {
		t.Helper()
		reply, err := client.Do(args...)
		if err != nil || reply.Kind == resp.Error {
			t.Fatalf("%.50q: %s (%v)", args, reply.AppendText(nil), err)
		}
		return reply
	}
	for _, args := range streamCommands() {
		there(args...)
	}
	tg := newTarget(t)
	mustOK(t, tg.do(t, "RESTORE", "s", "0", string(there("DUMP", "s").Str)))
	reads := [][]string{{"XRANGE", "s", "-", "+"}, {"XPENDING", "s", "g"}, {"XINFO", "GROUPS", "s"}, {"XLEN", "s"}}
	compare := func(where string) {
		t.Helper()
		for _, args := range reads {
			ours, theirs := tg.do(t, args...), there(args...)
			if a, b := string(ours.AppendText(nil)), string(theirs.AppendText(nil)); a != b {
				t.Errorf("%s: %v: %s, want %s", where, args, a, b)
			}
		}
	}
	compare("from Redis")
	payload := tg.do(t, "DUMP", "s").Str
	if !redis.Version().AtLeast(redistest.Version{Major: 7, Minor: 2}) {
		payload = streamForOlder(t, payload)
	}
	there("DEL", "s")
	there("RESTORE", "s", "0", string(payload))
	compare("back to Redis")

	if err := tg.Restart(); err != nil {
		t.Fatal(err)
	}
	compare("after a restart")
}

// streamForOlder turns a payload into one that servers before 7.2 take.
func streamForOlder(t *testing.T, payload []byte) []byte {
	t.Helper()
	body, err := rdb.Unseal(payload)
	if err != nil {
		t.Fatal(err)
	}
	r := rdb.NewReader(body, 1<<20)
	typ, err := r.Type()
	if err != nil {
		t.Fatal(err)
	}
	c := &streamCopier{w: rdb.NewStreamWriter([]byte{byte(rdb.TypeStream2)}, rdb.TypeStream2)}
	if err := r.Stream(typ, c); err != nil {
		t.Fatal(err)
	}
	c.flush()
	older, _ := forOlder(rdb.AppendSeal(c.w.Bytes(), 0), rdb.Stream)
	return older
}

// streamCopier writes what it is shown. Numbers stand in front of what they count, so it keeps that until it is
// complete.
type streamCopier struct {
	w      *rdb.StreamWriter
	head   rdb.StreamHead
	groups []copiedGroup
}

type copiedGroup struct {
	name      string
	last      rdb.StreamID
	read      int64
	pending   []func()
	consumers []copiedConsumer
}

type copiedConsumer struct {
	name  string
	seen  int64
	owned []rdb.StreamID
}

func (c *streamCopier) Entry(id rdb.StreamID, pairs [][]byte) error {
	c.w.Entry(id, pairs)
	return nil
}

func (c *streamCopier) Head(_ rdb.Type, h rdb.StreamHead) error {
	c.head = h
	return nil
}

func (c *streamCopier) Group(name []byte, last rdb.StreamID, read int64) error {
	c.groups = append(c.groups, copiedGroup{name: string(name), last: last, read: read})
	return nil
}

func (c *streamCopier) last() *copiedGroup { return &c.groups[len(c.groups)-1] }

func (c *streamCopier) Pending(id rdb.StreamID, millis int64, count uint64) error {
	c.last().pending = append(c.last().pending, func() { c.w.Pending(id, millis, count) })
	return nil
}

func (c *streamCopier) Consumer(name []byte, seen, _ int64) error {
	c.last().consumers = append(c.last().consumers, copiedConsumer{name: string(name), seen: seen})
	return nil
}

func (c *streamCopier) Owned(id rdb.StreamID) error {
	last := &c.last().consumers[len(c.last().consumers)-1]
	last.owned = append(last.owned, id)
	return nil
}

func (c *streamCopier) flush() {
	c.w.Head(c.head, len(c.groups))
	for _, g := range c.groups {
		c.w.Group([]byte(g.name), g.last, g.read, len(g.pending))
		for _, p := range g.pending {
			p()
		}
		c.w.Consumers(len(g.consumers))
		for _, m := range g.consumers {
			c.w.Consumer([]byte(m.name), m.seen, 0, len(m.owned))
			for _, id := range m.owned {
				c.w.Owned(id)
			}
		}
	}
}

// TestBrokenStreamLeavesNothing restores payloads of streams whose parts do not fit together.
func TestBrokenStreamLeavesNothing(t *testing.T) {
	id := rdb.StreamID{Ms: 5}
	head := rdb.StreamHead{Length: 1, Last: id, First: id, Added: 1}
	broken := map[string]func(w *rdb.StreamWriter){
		"pending for nobody": func(w *rdb.StreamWriter) {
			w.Head(head, 1)
			w.Group([]byte("g"), id, 0, 1)
			w.Pending(id, 1, 1)
			w.Consumers(0)
		},
		"pending for two": func(w *rdb.StreamWriter) {
			w.Head(head, 1)
			w.Group([]byte("g"), id, 0, 1)
			w.Pending(id, 1, 1)
			w.Consumers(2)
			w.Consumer([]byte(""), 1, 1, 1)
			w.Owned(id)
			w.Consumer([]byte("b"), 1, 1, 1)
			w.Owned(id)
		},
		"two groups of one name": func(w *rdb.StreamWriter) {
			w.Head(head, 2)
			for range 2 {
				w.Group([]byte("g"), id, 0, 0)
				w.Consumers(0)
			}
		},
		"another length": func(w *rdb.StreamWriter) { w.Head(rdb.StreamHead{Length: 2, Last: id, Added: 2}, 0) },
		"an earlier id":  func(w *rdb.StreamWriter) { w.Head(rdb.StreamHead{Length: 1, Added: 1}, 0) },
	}
	for name, write := range broken {
		tg := newTarget(t)
		w := rdb.NewStreamWriter([]byte{byte(rdb.TypeStream3)}, rdb.TypeStream3)
		w.Entry(id, [][]byte{[]byte("f"), []byte("v")})
		write(w)
		if got := tg.do(t, "RESTORE", "s", "0", string(rdb.AppendSeal(w.Bytes(), 0))); got.Kind != resp.Error {
			t.Errorf("%s: %s", name, got.AppendText(nil))
		}
	}
}
