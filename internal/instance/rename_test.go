package instance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
)

// TestRenameBig gives big collections of all types one name after the other, in shards of their own: in memory, on disk, half
// of each, and while a checkpoint is to be written. They are what they were, and a rename of what is on disk reads no page.
func TestRenameBig(t *testing.T) {
	const elements = 1500
	fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
	settings := []string{"--enable-debug-command", "yes"}
	in := open(t, fs, now, settings...)
	text := strings.Repeat("text", 10)
	do(t, in, "XGROUP", "CREATE", "stream", "group", "0", "MKSTREAM")
	for i := range elements {
		name := fmt.Sprint(text, i)
		do(t, in, "HSET", "hash", name, text)
		do(t, in, "SADD", "set", name)
		do(t, in, "ZADD", "zset", fmt.Sprint(i), name)
		do(t, in, "RPUSH", "list", name)
		do(t, in, "XADD", "stream", fmt.Sprint(i+1, "-1"), "field", name)
	}
	do(t, in, "HSET", "hash", "long", strings.Repeat(text, 1000))
	do(t, in, "HPEXPIRE", "hash", "1000000", "FIELDS", "1", fmt.Sprint(text, 7))
	do(t, in, "XREADGROUP", "GROUP", "group", "consumer", "COUNT", "1000", "STREAMS", "stream", ">")

	types := []string{"hash", "set", "zset", "list", "stream"}
	want := make(map[string]string)
	for _, typ := range types {
		want[typ] = ask(t, in, "DEBUG", "DIGEST-VALUE", typ)
	}
	names := 0
	rename := func(when string) {
		t.Helper()
		for _, typ := range types {
			from, to := typ, fmt.Sprint(typ, names+1)
			if names > 0 {
				from = fmt.Sprint(typ, names)
			}
			do(t, in, "RENAME", from, to)
			if got := ask(t, in, "TYPE", from); got != "none" {
				t.Errorf("%s: %s is still there", when, from)
			}
		}
		names++
	}
	compare := func(when string) {
		t.Helper()
		for _, typ := range types {
			if got := ask(t, in, "DEBUG", "DIGEST-VALUE", fmt.Sprint(typ, names)); got != want[typ] {
				t.Errorf("%s: the %s is %s, was %s", when, typ, got, want[typ])
			}
		}
	}
	for round := range 4 {
		rename("in memory")
		compare("in memory")
		if err := in.engine.Unload(); err != nil {
			t.Fatal(err)
		}
		loaded := in.engine.Stats.LoadedPages.Load()
		rename("on disk")
		if n := in.engine.Stats.LoadedPages.Load() - loaded; n > int64(len(types)) {
			t.Errorf("%d pages were read to rename what is on disk", n)
		}
		do(t, in, "LINDEX", fmt.Sprint("list", names), "700") // which brings some pages in
		rename("partly in memory")
		if err := in.engine.Checkpoint(); err != nil {
			t.Fatal(err)
		}
		compare("after a checkpoint")
		rename("to be replayed")
		closeInstance(t, in)
		in = open(t, fs, now, settings...)
		compare(fmt.Sprint("after start ", round))
		do(t, in, "RPUSH", fmt.Sprint("list", names), "more")
		do(t, in, "RPOP", fmt.Sprint("list", names))
	}
	defer closeInstance(t, in)
	if err := in.engine.Checkpoint(); err != nil {
		t.Fatal(err)
	}
	if err := in.store.Check(); err != nil {
		t.Error(err)
	}
}
