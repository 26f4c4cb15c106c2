package instance

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
)

// ask runs a command and returns the reply.
func answer(t *testing.T, in *Instance, command ...string) (reply string) {
	t.Helper()
	err := in.Do(context.Background(), command, func(b []byte) error { reply = string(b); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

// evicting opens an instance that has room for about so many more bytes.
func evicting(t *testing.T, fs vfs.FS, now *clock.Manual, policy string, settings ...string) *Instance {
	t.Helper()
	return open(t, fs, now, append([]string{"--maxmemory-policy", policy, "--appendfsync", "no"}, settings...)...)
}

// exist counts which of the keys name0, name1 ... are there.
func exist(t *testing.T, in *Instance, name string, keys int) (n int) {
	t.Helper()
	for i := range keys {
		if answer(t, in, "EXISTS", fmt.Sprint(name, i)) == ":1\r\n" {
			n++
		}
	}
	return n
}

func limitTo(t *testing.T, in *Instance, bytes int64) {
	t.Helper()
	do(t, in, "CONFIG", "SET", "maxmemory", fmt.Sprint(bytes))
}

var hundred = strings.Repeat("x", 100)

// TestEvictionKeepsTheLimit fills the memory twice over with keys of both kinds under every policy: the limit holds
// after each command, what does not expire is spared where the policy says so, and a restart finds what was left.
func TestEvictionKeepsTheLimit(t *testing.T) {
	const limit, keys = 200_000, 2000
	const perCommand = 2000 // a command may add a record and, now and then, a segment of the index
	for _, policy := range []string{"allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"} {
		t.Run(policy, func(t *testing.T) {
			fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
			in := evicting(t, fs, now, policy)
			limitTo(t, in, limit)
			for i := range 200 {
				do(t, in, "SET", fmt.Sprint("stays", i), hundred)
			}
			for i := range keys {
				do(t, in, "SETEX", fmt.Sprint("goes", i), "1000", hundred)
				if over := in.engine.Memory() - limit; over > perCommand {
					t.Fatalf("%d bytes over the limit after %d keys", over, i+1)
				}
			}
			evicted := in.engine.Stats.Evicted.Load()
			if left := int64(in.engine.Len(0)); left+evicted != 200+keys || left < 700 {
				t.Errorf("%d keys left, %d evicted", left, evicted)
			}
			stay := exist(t, in, "stays", 200)
			if strings.HasPrefix(policy, "volatile") && stay != 200 {
				t.Errorf("%d of 200 keys without an expiry are there", stay)
			}
			before := dumpAll(in)
			closeInstance(t, in)
			in = evicting(t, fs, now, policy)
			defer closeInstance(t, in)
			if diff := differences(dumpAll(in), before); diff != "" {
				t.Errorf("after a restart:\n%s", diff)
			}
		})
	}
}

// TestNothingMayGo refuses what needs memory, and nothing else, where no key may go.
func TestNothingMayGo(t *testing.T) {
	for _, policy := range []string{"noeviction", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"} {
		in := evicting(t, vfs.NewMem(), clock.NewManual(crashEpoch), policy)
		do(t, in, "SET", "stays", hundred)
		limitTo(t, in, 10)
		if reply := answer(t, in, "SET", "k", "v"); !strings.HasPrefix(reply, "-OOM command not allowed when used memory > 'maxmemory'.") {
			t.Errorf("%s: SET: %s", policy, reply)
		}
		do(t, in, "GET", "stays")
		do(t, in, "DEL", "stays")
		limitTo(t, in, 0)
		do(t, in, "SET", "k", "v")
		closeInstance(t, in)
	}
}

// TestEvictionOrder lets half of the keys deserve to stay, and sees that nearly all of what goes is of the other half.
func TestEvictionOrder(t *testing.T) {
	const half = 1000
	for _, c := range []struct {
		policy  string
		deserve func(t *testing.T, in *Instance, now *clock.Manual, key string)
	}{
		{"allkeys-lru", func(t *testing.T, in *Instance, now *clock.Manual, key string) { do(t, in, "GET", key) }},
		{"volatile-lru", func(t *testing.T, in *Instance, now *clock.Manual, key string) { do(t, in, "GET", key) }},
		{"allkeys-lfu", useOften}, {"volatile-lfu", useOften},
		{"volatile-ttl", func(t *testing.T, in *Instance, now *clock.Manual, key string) { do(t, in, "EXPIRE", key, "5000") }},
	} {
		t.Run(c.policy, func(t *testing.T) {
			now := clock.NewManual(crashEpoch)
			in := evicting(t, vfs.NewMem(), now, c.policy, "--lfu-log-factor", "0")
			defer closeInstance(t, in)
			for i := range half {
				do(t, in, "SETEX", fmt.Sprint("good", i), "1000", hundred)
				do(t, in, "SETEX", fmt.Sprint("bad", i), "1000", hundred)
			}
			now.Advance(10 * time.Second)
			for i := range half {
				c.deserve(t, in, now, fmt.Sprint("good", i))
			}
			in.Cron()
			limitTo(t, in, in.engine.Memory()*8/10)
			do(t, in, "SET", "one", "more")
			good, bad := exist(t, in, "good", half), exist(t, in, "bad", half)
			if gone := 2*half - good - bad; gone < half/4 || half-good > gone/20 {
				t.Errorf("%d of %d keys that have gone were those that deserve to stay", half-good, gone)
			}
		})
	}
}

func useOften(t *testing.T, in *Instance, _ *clock.Manual, key string) {
	for range 10 {
		do(t, in, "GET", key)
	}
}

// TestUsesAreCounted looks at the counter of a key: it starts at 5, grows with every use where the factor is 0, loses
// one in so many minutes, and survives restarts.
func TestUsesAreCounted(t *testing.T) {
	fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
	in := evicting(t, fs, now, "allkeys-lfu", "--lfu-log-factor", "0", "--lfu-decay-time", "2")
	expect := func(reply string, command ...string) {
		t.Helper()
		if got := answer(t, in, command...); !bytes.HasPrefix([]byte(got), []byte(reply)) {
			t.Errorf("%v: %q, want %q", command, got, reply)
		}
	}
	do(t, in, "SET", "k", "v")
	expect(":5\r\n", "OBJECT", "FREQ", "k")
	for range 20 {
		do(t, in, "GET", "k")
	}
	expect(":25\r\n", "OBJECT", "FREQ", "k")
	expect("-ERR An LFU maxmemory policy is selected, idle time not tracked.", "OBJECT", "IDLETIME", "k")
	now.Advance(20 * time.Minute)
	expect(":15\r\n", "OBJECT", "FREQ", "k")
	now.Advance(24 * time.Hour)
	expect(":0\r\n", "OBJECT", "FREQ", "k")
	do(t, in, "SET", "k", "w")
	expect(":1\r\n", "OBJECT", "FREQ", "k")
	do(t, in, "RESTORE", "r", "0", "\x00\x02\x68\x69\x0a\x00\xaf\x6b\x9f\xe8\x8e\x31\x1b\x14", "FREQ", "200")
	expect(":200\r\n", "OBJECT", "FREQ", "r")
	if err := in.engine.Checkpoint(); err != nil {
		t.Fatal(err)
	}
	closeInstance(t, in)
	in = evicting(t, fs, now, "allkeys-lfu", "--lfu-decay-time", "2")
	expect(":200\r\n", "OBJECT", "FREQ", "r")
	do(t, in, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
	expect("-ERR An LFU maxmemory policy is not selected, access frequency not tracked.", "OBJECT", "FREQ", "r")
	closeInstance(t, in)
}

// TestClientBuffersCount lets keys go for the sake of a client that does not read its replies.
func TestClientBuffersCount(t *testing.T) {
	in := evicting(t, vfs.NewMem(), clock.NewManual(crashEpoch), "allkeys-random")
	defer closeInstance(t, in)
	for i := range 1000 {
		do(t, in, "SET", fmt.Sprint("k", i), hundred)
	}
	in.Cron()
	limitTo(t, in, in.engine.Memory()+1000)
	in.engine.SetOverhead(func() int64 { return 50_000 })
	in.engine.MeasureOverhead()
	do(t, in, "GET", "k0")
	if n := in.engine.Len(0); n != 1000 {
		t.Errorf("%d of 1000 keys are left after buffers were full for a moment", n)
	}
	in.engine.MeasureOverhead()
	do(t, in, "GET", "k0")
	if n := in.engine.Len(0); n < 400 || n > 800 {
		t.Errorf("%d of 1000 keys are left where half of them have to go", n)
	}
}

// TestBigValuesGo frees the pages of what goes before more goes.
func TestBigValuesGo(t *testing.T) {
	in := evicting(t, vfs.NewMem(), clock.NewManual(crashEpoch), "allkeys-lru")
	defer closeInstance(t, in)
	for i := range 20 {
		for j := range 200 {
			do(t, in, "HSET", fmt.Sprint("hash", i), fmt.Sprint(j), hundred)
		}
	}
	in.Cron()
	limitTo(t, in, in.engine.Memory()-1000)
	do(t, in, "SET", "k", "v")
	if n := in.engine.Len(0); n != 20 {
		t.Errorf("%d of 21 keys are left, want all but one", n)
	}
}

// TestGoneBuffersDoNotCount lets a client write at once when the buffers that took the memory have gone.
func TestGoneBuffersDoNotCount(t *testing.T) {
	in := evicting(t, vfs.NewMem(), clock.NewManual(crashEpoch), "noeviction")
	defer closeInstance(t, in)
	limitTo(t, in, in.engine.Memory()+10_000)
	buffers := fillBuffers(in)
	if reply := answer(t, in, "SET", "k", "v"); !strings.HasPrefix(reply, "-OOM ") {
		t.Errorf("SET beside full buffers: %s", reply)
	}
	*buffers = 0
	do(t, in, "SET", "k", "v")
}

// TestTinyLimit is exceeded by a server that has no keys.
func TestTinyLimit(t *testing.T) {
	in := evicting(t, vfs.NewMem(), clock.NewManual(crashEpoch), "noeviction")
	defer closeInstance(t, in)
	limitTo(t, in, 1)
	if reply := answer(t, in, "SET", "k", "v"); !strings.HasPrefix(reply, "-OOM ") {
		t.Errorf("SET: %s", reply)
	}
	limitTo(t, in, 0)
	do(t, in, "SET", "k", "v")
}

// TestGoneBuffersTakeNoKeys deletes no key because of buffers that have gone since they were measured.
func TestGoneBuffersTakeNoKeys(t *testing.T) {
	now := clock.NewManual(crashEpoch)
	in := evicting(t, vfs.NewMem(), now, "allkeys-lru")
	defer closeInstance(t, in)
	for i := range 100 {
		do(t, in, "SET", fmt.Sprint("k", i), hundred)
	}
	in.Cron()
	limitTo(t, in, in.engine.Memory()+1000)
	*fillBuffers(in) = 0
	do(t, in, "SET", "k", "v")
	if n := in.engine.Len(0); n != 101 {
		t.Errorf("%d of 101 keys are left", n)
	}
}

// fillBuffers has 50 kB of buffers measured, and returns the number that is measured from now on.
func fillBuffers(in *Instance) *int64 {
	bytes := int64(50_000)
	in.engine.SetOverhead(func() int64 { return bytes })
	in.engine.MeasureOverhead()
	in.engine.MeasureOverhead()
	return &bytes
}
