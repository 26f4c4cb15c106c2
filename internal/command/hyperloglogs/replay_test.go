package hyperloglogs_test

import (
	"context"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/redistest"
)

// TestReplayKeepsForms restarts with another limit of the sparse form: the values must be the same bytes.
func TestReplayKeepsForms(t *testing.T) {
	fs := vfs.NewMem()
	in, client := open(t, fs, "22")
	run(t, client, "PFADD", "small", "a")
	run(t, client, "PFADD", "large", "a", "b", "c")
	run(t, client, "PFADD", "source", "a")
	run(t, client, "CONFIG", "SET", "hll-sparse-max-bytes", "23")
	run(t, client, "PFADD", "other", "b")
	run(t, client, "PFMERGE", "merged", "source", "other")
	run(t, client, "PFCOUNT", "merged")
	keys := []string{"small", "large", "merged"}
	var forms, before []string
	for _, key := range keys {
		forms = append(forms, run(t, client, "PFDEBUG", "ENCODING", key))
		before = append(before, run(t, client, "GET", key))
	}
	if forms[0] != "sparse" || forms[1] != "dense" || forms[2] != "dense" {
		t.Fatalf("the forms of %q are %q", keys, forms)
	}
	closeInstance(t, in)
	in, client = open(t, fs, "3000")
	defer closeInstance(t, in)
	for i, key := range keys {
		if after := run(t, client, "GET", key); after != before[i] {
			t.Errorf("%s was %q, and is %q", key, before[i], after)
		}
	}
}

func open(t *testing.T, fs vfs.FS, limit string) (*instance.Instance, *redistest.Client) {
	t.Helper()
	cfg := config.New()
	if err := cfg.Load(fs, nil, []string{"--dir", "data", "--hll-sparse-max-bytes", limit}); err != nil {
		t.Fatal(err)
	}
	in, err := instance.Open(cfg, instance.Environment{FS: fs, Clock: clock.NewManual(time.Unix(1_700_000_000, 0)), ManualCron: true})
	if err != nil {
		t.Fatal(err)
	}
	return in, redistest.NewClient(in.Dial())
}

func closeInstance(t *testing.T, in *instance.Instance) {
	t.Helper()
	if err := in.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, c *redistest.Client, args ...string) string {
	t.Helper()
	v, err := c.Do(args...)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return string(v.AppendText(nil))
}
