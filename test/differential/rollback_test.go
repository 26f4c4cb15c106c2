package differential

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/resp"
)

const (
	// rollbackUnits is how many units of random commands are run.
	rollbackUnits = 300
	// partCommands is about how many commands a part of a unit has.
	partCommands = 12
)

// TestRollback runs units of random commands of all families. What lies between two savepoints is taken back, and
// often the whole unit: then all data must be what it was, also on disk, where checkpoints have put it between the units
// and where they put what a rollback has left. What was let be must be what is there after a restart.
func TestRollback(t *testing.T) {
	fs := vfs.NewMem()
	in := openSmall(t, fs)
	s, all := newSource(*seedFlag), families()
	for n := range rollbackUnits {
		before, appended := stateOf(t, in), in.Engine().Log().Appended()
		u := newUnit(in)
		outer := u.tx.BeginUndo()
		u.run(s, all)
		inner := u.tx.BeginUndo()
		u.run(s, all)
		u.tx.Rollback(inner)
		u.run(s, all) // after a rollback the savepoint holds still
		if s.chance(2) {
			u.tx.Rollback(inner)
		}
		u.tx.EndUndo()
		u.run(s, all)
		rolledBack := !s.chance(3)
		if rolledBack {
			u.tx.Rollback(outer)
		}
		u.tx.EndUndo()
		u.tx.Commit()
		now := in.Engine().Log().Appended()
		shake(t, in, s)
		if !rolledBack {
			continue
		}
		if !maps.Equal(stateOf(t, in), before) {
			t.Fatalf("seed %d: unit %d: %s", *seedFlag, n, difference(stateOf(t, in), before))
		}
		if now != appended {
			t.Fatalf("seed %d: unit %d logged %d records", *seedFlag, n, now-appended)
		}
	}
	live := contentOf(t, in)
	closeSmall(t, in)
	in = openSmall(t, fs)
	defer closeSmall(t, in)
	if replayed := contentOf(t, in); !maps.Equal(replayed, live) {
		t.Fatalf("seed %d: after a restart: %s", *seedFlag, difference(replayed, live))
	}
}

// shake sometimes writes a checkpoint, and sometimes takes everything out of memory.
func shake(t *testing.T, in *instance.Instance, s *source) {
	t.Helper()
	var err error
	switch s.IntN(4) {
	case 0:
		err = in.Engine().Checkpoint()
	case 1:
		err = in.Engine().Unload()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// unit runs commands in one transaction of the engine.
type unit struct {
	in     *instance.Instance
	tx     *engine.Txn
	client *client.Client
	out    resp.Writer
}

func newUnit(in *instance.Instance) *unit {
	u := &unit{in: in, tx: in.Engine().NewTxn(), client: client.New("pipe", "test", "test", 0, nil)}
	u.tx.Begin(0, in.Engine().Clock().NowMillis(), 0)
	if err := u.tx.LockAll(); err != nil {
		panic(err) // there are no scripts
	}
	return u
}

// run runs a few commands, whatever becomes of them.
func (u *unit) run(s *source, all []family) {
	for range s.IntN(partCommands) {
		for _, step := range s.steps(all) {
			if !step.iterates {
				u.do(step.args)
			}
		}
	}
}

func (u *unit) do(words []string) {
	args := make([][]byte, len(words))
	for i, w := range words {
		args[i] = []byte(w)
	}
	spec, err := u.in.Table().Resolve(args)
	if err != nil || spec.Group == "transactions" {
		return
	}
	u.tx.ReadsOnly(spec.Flags.Has(command.ReadOnly))
	spec.Run(&command.Call{
		Spec: spec, Table: u.in.Table(), Args: args, Out: &u.out, Tx: u.tx, Client: u.client, NoWait: true,
	})
	u.out.Reset()
}

// openSmall opens an instance in which collections soon outgrow their records.
func openSmall(t *testing.T, fs vfs.FS) *instance.Instance {
	t.Helper()
	cfg := config.New()
	if err := cfg.Load(fs, nil, []string{
		"--dir", "data", "--appendfsync", "no", "--log-segment-bytes", "1mb", "--shards", "4", "--enable-debug-command", "yes",
		"--hash-max-listpack-entries", "3", "--zset-max-listpack-entries", "3", "--list-max-listpack-size", "3",
		"--set-max-listpack-entries", "3", "--set-max-intset-entries", "3", "--hll-sparse-max-bytes", "50",
	}); err != nil {
		t.Fatal(err)
	}
	in, err := instance.Open(cfg, instance.Environment{FS: fs, ManualCron: true})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func closeSmall(t *testing.T, in *instance.Instance) {
	t.Helper()
	if err := in.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// stateOf is everything that can be asked about every key, down to the order in which its elements are stored.
func stateOf(t *testing.T, in *instance.Instance) map[string]string {
	return eachKey(t, in, func(ask asking, key, typ string) string {
		about := ask("DUMP", key) + ask("PEXPIRETIME", key) + ask("OBJECT", "ENCODING", key)
		if typ == "hash" {
			about += hashExpiry(ask, key)
		}
		return about
	})
}

// contentOf is what clients see of every key, in whatever way it is stored.
func contentOf(t *testing.T, in *instance.Instance) map[string]string {
	return eachKey(t, in, func(ask asking, key, typ string) string {
		about := typ + ask("PEXPIRETIME", key)
		if typ == "zset" { // members with the same score share it, and whether a zero is negative then depends on chance
			return about + strings.ReplaceAll(ask("ZRANGE", key, "0", "-1", "WITHSCORES"), "$2\r\n-0\r\n", "$1\r\n0\r\n")
		}
		return about + ask("DEBUG", "DIGEST-VALUE", key)
	})
}

// asking sends a command and returns the reply as it came.
type asking func(args ...string) string

// eachKey tells about every key of all databases.
func eachKey(t *testing.T, in *instance.Instance, tell func(ask asking, key, typ string) string) map[string]string {
	t.Helper()
	p := peer{conn: in.Dial()}
	defer p.conn.Close()
	do := func(args ...string) reply {
		t.Helper()
		r, err := p.do(args...)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	ask := func(args ...string) string { return do(args...).raw }
	all := make(map[string]string)
	for db := range databases {
		ask("SELECT", strconv.Itoa(db))
		all[strconv.Itoa(db)] = ask("DBSIZE")
		for _, e := range do("KEYS", "*").value.Elems {
			key := string(e.Str)
			all[strconv.Itoa(db)+" "+key] = tell(ask, key, string(do("TYPE", key).value.Str))
		}
	}
	return all
}

// hashExpiry is when the fields of a hash expire.
func hashExpiry(ask asking, key string) (times string) {
	fields, _, _ := resp.Decode([]byte(ask("HKEYS", key)))
	for _, f := range fields.Elems {
		times += ask("HPEXPIRETIME", key, "FIELDS", "1", string(f.Str))
	}
	return times
}

// difference finds a key that is not what it should be.
func difference(got, want map[string]string) string {
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got[key] != want[key] {
			return strconv.Quote(key) + " is\n" + strconv.Quote(got[key]) + "\nand should be\n" + strconv.Quote(want[key])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[key]; !ok {
			return strconv.Quote(key) + " should not be there"
		}
	}
	return "none"
}
