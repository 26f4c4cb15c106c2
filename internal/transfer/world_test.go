package transfer_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/transfer"
)

const (
	startMillis  = 1_700_000_000_000
	futureMillis = 4_102_444_800_000 // later than any test runs
)

// ours is an instance in memory, in virtual time.
type ours struct {
	*instance.Instance
	clock *clock.Manual
}

func newOurs(t testing.TB, settings ...string) *ours {
	t.Helper()
	cfg := config.New()
	if err := cfg.Load(vfs.NewMem(), nil, append([]string{"--dir", "data"}, settings...)); err != nil {
		t.Fatal(err)
	}
	o := &ours{clock: clock.NewManual(time.UnixMilli(startMillis))}
	var err error
	o.Instance, err = instance.Open(cfg, instance.Environment{FS: vfs.NewMem(), Clock: o.clock, ManualCron: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close(context.Background()) })
	return o
}

func (o *ours) client(t testing.TB) *redistest.Client {
	c := redistest.NewClient(o.Dial())
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func (o *ours) peer(t testing.TB) *transfer.Peer { return newPeer(t, o.Dial()) }

func newPeer(t testing.TB, conn net.Conn) *transfer.Peer {
	p := transfer.NewPeer(conn)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// theirPeer talks to a real server.
func theirPeer(t testing.TB, s *redistest.Server) *transfer.Peer {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	return newPeer(t, conn)
}

// do sends a command that must not fail.
func do(t testing.TB, c *redistest.Client, words ...string) resp.Value {
	t.Helper()
	v, err := c.Do(words...)
	if err != nil || v.Kind == resp.Error {
		t.Fatalf("%.80q: %s (%v)", words, v.AppendText(nil), err)
	}
	return v
}

// fill makes keys of every type, small and large ones, in two databases, some of which expire.
func fill(t testing.TB, c *redistest.Client, r *rand.Rand) {
	t.Helper()
	for _, db := range []string{"0", "9"} {
		do(t, c, "SELECT", db)
		for i, kind := range []string{"SET", "RPUSH", "SADD", "ZADD", "HSET"} {
			for j, size := range []int{1, 2, 20, 300, 2000} {
				key := fmt.Sprintf("%s\r\n\x00%d", kind, size)
				do(t, c, randomCommand(r, kind, key, size, func() string { return word(r, size) })...)
				if (i+j)%3 == 0 {
					do(t, c, "PEXPIREAT", key, strconv.Itoa(futureMillis+j))
				}
			}
		}
		do(t, c, randomCommand(r, "SADD", "numbers", 100, func() string { return strconv.Itoa(r.IntN(1 << 20)) })...)
		do(t, c, randomCommand(r, "SADD", "many numbers", 1000, func() string { return strconv.Itoa(int(r.Uint64())) })...)
		do(t, c, "SET", "", "the empty key")
		do(t, c, "PFADD", "estimate", "a", "b", "c")
		fillStreams(t, c)
	}
	do(t, c, "SELECT", "0")
}

// fillStreams makes a stream without entries and one with several nodes, deleted entries, groups, consumers, and pending
// entries, of which one is deleted.
func fillStreams(t testing.TB, c *redistest.Client) {
	t.Helper()
	commands := []string{
		"XGROUP CREATE empty g $ MKSTREAM", "XADD s 1-1 f v", "XADD s 5000000-1 other field and more",
		"XGROUP CREATE s behind 5-0", "XGROUP CREATE s ahead $", "XGROUP CREATE s unused 0",
		"XREADGROUP GROUP behind alice COUNT 30 STREAMS s >", "XREADGROUP GROUP behind bob COUNT 5 STREAMS s >",
		"XACK s behind 10-0 11-0", "XGROUP CREATECONSUMER s ahead idle", "XDEL s 7-0 20-0 5000000-1",
		"PEXPIREAT s " + strconv.Itoa(futureMillis),
	}
	for _, line := range commands[:2] {
		do(t, c, strings.Fields(line)...)
	}
	for i := range 250 {
		do(t, c, "XADD", "s", strconv.Itoa(2+i), "f", strconv.Itoa(i*i*i), "text", "value")
	}
	for _, line := range commands[2:] {
		do(t, c, strings.Fields(line)...)
	}
}

// stream reads what all versions of the format say of a stream.
func stream(t testing.TB, c *redistest.Client, key string) []string {
	t.Helper()
	var all []string
	for _, e := range do(t, c, "XRANGE", key, "-", "+").Elems {
		all = append(all, string(e.AppendText(nil)))
	}
	info := named(do(t, c, "XINFO", "STREAM", key, "FULL", "COUNT", "0"))
	for _, field := range []string{"length", "last-generated-id"} {
		all = append(all, string(info[field].AppendText(nil)))
	}
	for _, v := range info["groups"].Elems {
		group := named(v)
		all = append(all, string(group["name"].Str), string(group["last-delivered-id"].Str), string(group["pel"].AppendText(nil)))
		for _, v := range group["consumers"].Elems {
			consumer := named(v)
			all = append(all, fmt.Sprintf("%s %d %s", consumer["name"].Str, consumer["seen-time"].Int, consumer["pel"].AppendText(nil)))
		}
	}
	return all
}

// named is a reply of names and values in turns.
func named(v resp.Value) map[string]resp.Value {
	all := make(map[string]resp.Value)
	for pair := range slices.Chunk(v.Elems, 2) {
		all[string(pair[0].Str)] = pair[1]
	}
	return all
}

// randomCommand is a command that makes a value of about so many elements.
func randomCommand(r *rand.Rand, kind, key string, size int, element func() string) []string {
	words := []string{kind, key}
	if kind == "SET" {
		return append(words, strings.Repeat(element(), size))
	}
	for range size {
		switch kind {
		case "ZADD":
			words = append(words, formatScore(score(r)), element())
		case "HSET":
			words = append(words, element(), element())
		default:
			words = append(words, element())
		}
	}
	return words
}

func word(r *rand.Rand, size int) string {
	if r.IntN(3) == 0 {
		return strconv.FormatInt(int64(r.Uint64())>>r.IntN(64), 10)
	}
	b := make([]byte, r.IntN(20))
	if size < 50 && r.IntN(5) == 0 {
		b = make([]byte, r.IntN(10_000))
	}
	for i := range b {
		b[i] = byte(r.Uint32()) % byte(1+r.IntN(255))
	}
	return string(b)
}

func score(r *rand.Rand) float64 {
	if r.IntN(10) == 0 {
		return math.Inf(1 - 2*r.IntN(2))
	}
	return float64(r.IntN(2000)-1000) / float64(1+r.IntN(7))
}

func formatScore(f float64) string {
	if math.IsInf(f, 0) {
		return strings.ToLower(fmt.Sprintf("%+v", f))
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// contents tells all keys of a server with their values and expiries, sorted.
func contents(t testing.TB, c *redistest.Client) []string {
	t.Helper()
	var all []string
	for db := range 16 {
		do(t, c, "SELECT", strconv.Itoa(db))
		for _, k := range do(t, c, "KEYS", "*").Elems {
			key := string(k.Str)
			typ := string(do(t, c, "TYPE", key).Str)
			at := do(t, c, "PEXPIRETIME", key).Int
			all = append(all, fmt.Sprintf("%d %q %s@%d %q", db, key, typ, at, elements(t, c, typ, key)))
		}
	}
	do(t, c, "SELECT", "0")
	slices.Sort(all)
	return all
}

// elements reads a value, of which those without an order are sorted.
func elements(t testing.TB, c *redistest.Client, typ, key string) (all []string) {
	t.Helper()
	switch typ {
	case "string":
		return []string{string(do(t, c, "GET", key).Str)}
	case "stream":
		return stream(t, c, key)
	case "list":
		return texts(do(t, c, "LRANGE", key, "0", "-1"))
	case "set":
		all = texts(do(t, c, "SMEMBERS", key))
	case "zset":
		for pair := range slices.Chunk(texts(do(t, c, "ZRANGE", key, "0", "-1", "WITHSCORES")), 2) {
			f, err := strconv.ParseFloat(pair[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, pair[0]+"="+formatScore(f))
		}
	case "hash":
		for pair := range slices.Chunk(texts(do(t, c, "HGETALL", key)), 2) {
			all = append(all, fmt.Sprintf("%q=%q", pair[0], pair[1]))
		}
	default:
		t.Fatalf("key %q has type %s", key, typ)
	}
	slices.Sort(all)
	return all
}

func texts(v resp.Value) (all []string) {
	for _, e := range v.Elems {
		all = append(all, string(e.Str))
	}
	return all
}

// same compares what two servers have.
func same(t testing.TB, got, want []string) {
	t.Helper()
	if len(want) == 0 {
		t.Fatal("there is nothing to compare")
	}
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Fatalf("missing: %.200s", want[i])
		case i >= len(want):
			t.Fatalf("too much: %.200s", got[i])
		case got[i] != want[i]:
			t.Fatalf("got\n%.300s\nwant\n%.300s", got[i], want[i])
		}
	}
}
