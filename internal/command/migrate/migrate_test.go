package migrate_test

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/redistest"
)

// TestMigrate moves a key of every type, and looks at it there.
func TestMigrate(t *testing.T) {
	other := open(t)
	here, there := dial(t, open(t)), dial(t, other)
	host, port, _ := net.SplitHostPort(other.Server().Addrs()[0].String())
	here.ok("SET string text PX 100000000")
	here.do("RPUSH list a b c")
	here.do("SADD set a 1")
	here.do("ZADD zset 1 a 2 b")
	for i := range 600 {
		here.do(fmt.Sprint("HSET hash field", i, " ", i))
	}
	here.ok("MIGRATE " + host + " " + port + " string 2 5000")
	here.ok("MIGRATE " + host + " " + port + " \"\" 2 5000 KEYS list nothing set zset hash")
	here.want("DBSIZE", "(integer) 0")
	there.ok("SELECT 2")
	there.want("GET string", `"text"`)
	if ttl := there.do("PTTL string"); !strings.HasPrefix(ttl, "(integer) 99") {
		t.Errorf("PTTL string: %s", ttl)
	}
	there.want("LINDEX list 2", `"c"`)
	there.want("SISMEMBER set 1", "(integer) 1")
	there.want("ZSCORE zset b", `"2"`)
	there.want("HLEN hash", "(integer) 600")
	there.want("HGET hash field599", `"599"`)
}

// TestMigrateErrors looks at what is replied, and that nothing is lost.
func TestMigrateErrors(t *testing.T) {
	here, other := dial(t, open(t)), open(t)
	there := dial(t, other)
	host, port, _ := net.SplitHostPort(other.Server().Addrs()[0].String())
	to := "MIGRATE " + host + " " + port + " "
	here.want(to+"nothing 0 5000", "NOKEY")
	here.ok("SET k here")
	here.ok("SET l here")
	there.ok("SET k there")
	here.want(to+`"" 0 5000 KEYS k l`, "(error) ERR Target instance replied with error: BUSYKEY Target key name already exists.")
	here.want("MGET k l", "1) \"here\"\n2) (nil)")
	there.want("MGET k l", "1) \"there\"\n2) \"here\"")
	here.ok(to + "k 0 5000 COPY REPLACE")
	here.want("GET k", `"here"`)
	there.want("GET k", `"here"`)
	here.want(to+"k 99 5000", "(error) ERR Target instance replied with error: ERR DB index is out of range")
	here.want(to+"k 0 5000 AUTH wrong", "(error) ERR Target instance replied with error: ERR AUTH <password> called without any "+
		"password configured for the default user. Are you sure your configuration is correct?")
	here.want("MIGRATE "+host+" 1 k 0 5000", "(error) IOERR error or timeout connecting to the client")
	here.want(to+"k 0 5000 KEYS k", "(error) ERR When using MIGRATE KEYS option, the key argument must be set to the empty string")
	here.want(to+"k 0 5000 AUTH", "(error) ERR syntax error")
	here.want(to+"k 0 soon", "(error) ERR value is not an integer or out of range")
	here.ok("MULTI")
	here.want(to+"k 0 5000", "QUEUED")
	here.want("EXEC", "1) (error) ERR MIGRATE is not allowed inside a transaction or a script")
	here.want("GET k", `"here"`)
}

// TestMigrateLosesNothing moves counters while others count: every count is either here or there, and none is twice.
func TestMigrateLosesNothing(t *testing.T) {
	const counters, writers, counts = 20, 3, 60
	from, to := open(t), open(t)
	here, there := dial(t, from), dial(t, to)
	host, port, _ := net.SplitHostPort(to.Server().Addrs()[0].String())
	for i := range counters {
		key := fmt.Sprint("counter", i)
		here.do("INCR " + key)
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				for range counts {
					if err := from.Do(context.Background(), []string{"INCR", key}, func([]byte) error { return nil }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		reply := here.do("MIGRATE " + host + " " + port + " " + key + " 0 5000")
		all.Wait()
		left, gone := number(here.do("GET "+key)), number(there.do("GET "+key))
		if reply == "OK" && left+gone != 1+writers*counts || reply != "OK" && left != 1+writers*counts {
			t.Fatalf("%s (%s): %d here and %d there, of %d", key, reply, left, gone, 1+writers*counts)
		}
	}
}

// number reads the reply of GET; a missing key counts as 0.
func number(reply string) int {
	n, _ := strconv.Atoi(strings.Trim(reply, `"`))
	return n
}

func open(t *testing.T) *instance.Instance {
	t.Helper()
	cfg, fs := config.New(), vfs.NewMem()
	settings := []string{"--dir", "data", "--log-segment-bytes", "1mb", "--bind", "127.0.0.1", "--port", "0"}
	if err := cfg.Load(fs, nil, settings); err != nil {
		t.Fatal(err)
	}
	in, err := instance.Open(cfg, instance.Environment{FS: fs})
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Listen(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := in.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return in
}

// conn is a client that fails its test.
type conn struct {
	*redistest.Client
	t *testing.T
}

func dial(t *testing.T, in *instance.Instance) conn {
	t.Helper()
	c := redistest.NewClient(in.Dial())
	t.Cleanup(func() { _ = c.Close() })
	return conn{c, t}
}

func (c conn) do(line string) string {
	c.t.Helper()
	words := strings.Fields(line)
	for i, w := range words {
		words[i] = strings.Trim(w, `"`)
	}
	v, err := c.Do(words...)
	if err != nil {
		c.t.Fatalf("%s: %v", line, err)
	}
	return strings.TrimSpace(string(v.AppendText(nil)))
}

func (c conn) ok(line string) { c.t.Helper(); c.want(line, "OK") }

func (c conn) want(line, reply string) {
	c.t.Helper()
	got := c.do(line)
	if got != reply {
		c.t.Errorf("%s: %s, want %s", line, got, reply)
	}
}
