package transfer_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/transfer"
)

// loadVersion is the latest that the real server takes.
func loadVersion(t *testing.T) int {
	if redistest.Start(t).Version().AtLeast(redistest.Version{Major: 7, Minor: 2}) {
		return 11
	}
	return 10
}

// TestRedisLoads starts real servers with files that are written here.
func TestRedisLoads(t *testing.T) {
	from := newOurs(t)
	fill(t, from.client(t), rand.New(rand.NewPCG(2, 1)))
	for _, c := range []struct {
		version    int
		largeBytes int64
	}{{9, 0}, {10, 0}, {loadVersion(t), 0}, {loadVersion(t), 1}} {
		dir := t.TempDir()
		file := exportLarge(t, from.peer(t), transfer.ExportOptions{Version: c.version, NowMillis: startMillis}, c.largeBytes)
		if err := os.WriteFile(filepath.Join(dir, "dump.rdb"), file, 0o600); err != nil {
			t.Fatal(err)
		}
		redis := redistest.Start(t, "--dir", dir, "--dbfilename", "dump.rdb", "--sanitize-dump-payload", "yes")
		same(t, contents(t, redis.Dial(t)), contents(t, from.client(t)))
		if check, err := exec.LookPath("redis-check-rdb"); err == nil {
			out, err := exec.Command(check, filepath.Join(dir, "dump.rdb")).CombinedOutput()
			if err != nil || !bytes.Contains(out, []byte("looks OK")) {
				t.Errorf("redis-check-rdb: %v\n%s", err, out)
			}
		}
	}
}

// encodings are settings under which a server stores and saves values in other ways.
var encodings = [][]string{
	{},
	{"--rdbcompression", "no"},
	{"--rdbchecksum", "no", "--maxmemory-policy", "allkeys-lru"},
	{"--maxmemory-policy", "allkeys-lfu", "--hash-max-listpack-entries", "0", "--zset-max-listpack-entries", "0",
		"--set-max-intset-entries", "0", "--list-max-listpack-size", "1"},
	{"--hash-max-listpack-entries", "10000", "--zset-max-listpack-entries", "10000", "--hash-max-listpack-value", "100000",
		"--zset-max-listpack-value", "100000", "--set-max-intset-entries", "10000", "--list-compress-depth", "1"},
}

// TestLoadRedis reads what real servers save.
func TestLoadRedis(t *testing.T) {
	for i, settings := range encodings {
		dir := t.TempDir()
		redis := redistest.Start(t, append(settings, "--dir", dir, "--dbfilename", "dump.rdb")...)
		c := redis.Dial(t)
		fill(t, c, rand.New(rand.NewPCG(2, uint64(i))))
		do(t, c, "SAVE")
		file, err := os.ReadFile(filepath.Join(dir, "dump.rdb"))
		if err != nil {
			t.Fatal(err)
		}
		to := newOurs(t)
		if _, err := importInto(to.peer(t), file, transfer.ImportOptions{}); err != nil {
			t.Fatalf("%q: %v", settings, err)
		}
		same(t, contents(t, to.client(t)), contents(t, c))
	}
}

// library is one of functions.
const library = "#!lua name=lib\nredis.register_function('answer', function() return 42 end)"

// TestFunctionsWithRedis moves functions to a real server and back, over files and as commands.
func TestFunctionsWithRedis(t *testing.T) {
	from := newOurs(t)
	do(t, from.client(t), "FUNCTION", "LOAD", library)
	do(t, from.client(t), "SET", "k", "v")
	for _, o := range []transfer.ExportOptions{{Version: 10}, {Format: transfer.Commands}} {
		redis := redistest.Start(t)
		if _, err := importInto(theirPeer(t, redis), exportOf(t, from.peer(t), o), transfer.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		to := newOurs(t)
		if _, err := importInto(to.peer(t), exportOf(t, theirPeer(t, redis), o), transfer.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []*redistest.Client{redis.Dial(t), to.client(t)} {
			if got := do(t, c, "FCALL", "answer", "0").Int; got != 42 {
				t.Errorf("%+v: the answer is %d", o, got)
			}
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "dump.rdb"), exportOf(t, from.peer(t), transfer.ExportOptions{Version: 10}), 0o600); err != nil {
		t.Fatal(err)
	}
	redis := redistest.Start(t, "--dir", dir, "--dbfilename", "dump.rdb")
	if got := do(t, redis.Dial(t), "FCALL", "answer", "0").Int; got != 42 {
		t.Errorf("the answer out of a file is %d", got)
	}
}

// TestRedisAsServer exports from a real server and imports into one, both ways, also where PEXPIRETIME is not there.
func TestRedisAsServer(t *testing.T) {
	for _, settings := range [][]string{{}, {"--rename-command", "PEXPIRETIME", "gone"}} {
		redis := redistest.Start(t, settings...)
		if len(settings) == 0 {
			fill(t, redis.Dial(t), rand.New(rand.NewPCG(2, 9)))
		} else {
			do(t, redis.Dial(t), "SET", "k", "v", "EX", "1000")
		}
		for _, format := range []transfer.Format{transfer.RDB, transfer.Commands} {
			file := exportOf(t, theirPeer(t, redis), transfer.ExportOptions{Format: format})
			if len(settings) > 0 {
				leavesExpiry(t, redis, file)
				continue
			}
			to := newOurs(t)
			if _, err := importInto(to.peer(t), file, transfer.ImportOptions{}); err != nil {
				t.Fatal(err)
			}
			want := contents(t, redis.Dial(t))
			same(t, contents(t, to.client(t)), want)
			other := redistest.Start(t)
			if _, err := importInto(theirPeer(t, other), file, transfer.ImportOptions{}); err != nil {
				t.Fatal(err)
			}
			same(t, contents(t, other.Dial(t)), want)
		}
	}
}

// leavesExpiry imports a file back and looks at about when its key expires.
func leavesExpiry(t *testing.T, redis *redistest.Server, file []byte) {
	t.Helper()
	c := redis.Dial(t)
	do(t, c, "FLUSHALL")
	if _, err := importInto(theirPeer(t, redis), file, transfer.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if left := do(t, c, "PTTL", "k").Int; left <= 900_000 || left > 1_001_000 {
		t.Errorf("%d milliseconds are left", left)
	}
}
