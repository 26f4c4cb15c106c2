package instance

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// ask runs a command and returns the text of its reply.
func ask(t *testing.T, in *Instance, words ...string) (text string) {
	t.Helper()
	err := in.Do(context.Background(), words, func(reply []byte) error {
		v, _, err := resp.Decode(reply)
		text = string(v.Str)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestFunctionsSurvive changes libraries in every way, and looks at them after a reload in place and after a restart.
func TestFunctionsSurvive(t *testing.T) {
	library := func(name, function, reply string) string {
		return "#!lua name=" + name + "\nredis.register_function('" + function + "', function() return '" + reply + "' end)"
	}
	fs, now := vfs.NewMem(), clock.NewManual(crashEpoch)
	in := open(t, fs, now, "--enable-debug-command", "yes")
	do(t, in, "FUNCTION", "LOAD", library("a", "f", "old"))
	do(t, in, "FUNCTION", "DELETE", "a")
	do(t, in, "FUNCTION", "LOAD", library("b", "f", "of b")) // a function that another library had before
	dump := ask(t, in, "FUNCTION", "DUMP")
	do(t, in, "FUNCTION", "FLUSH")
	do(t, in, "FUNCTION", "RESTORE", dump)
	do(t, in, "FUNCTION", "LOAD", library("c", "g", "one"))
	do(t, in, "FUNCTION", "LOAD", "REPLACE", library("c", "g", "two"))
	check := func(when string) {
		t.Helper()
		if f, g := ask(t, in, "FCALL", "f", "0"), ask(t, in, "FCALL", "g", "0"); f != "of b" || g != "two" {
			t.Errorf("%s: f gives %q, g gives %q", when, f, g)
		}
		if n, _ := in.scripts.Libraries.Counts(); n != 2 {
			t.Errorf("%s: %d libraries", when, n)
		}
	}
	check("before")
	do(t, in, "DEBUG", "RELOAD")
	check("after a reload")
	closeInstance(t, in)
	in = open(t, fs, now)
	defer closeInstance(t, in)
	check("after a restart")
}

// TestFunctionsInCheckpoints has libraries change before and after a checkpoint, which lets the log before it go.
func TestFunctionsInCheckpoints(t *testing.T) {
	const library = "#!lua name=%\nredis.register_function('%', function() return 1 end)"
	fs, now := vfs.NewCrashableMem(), clock.NewManual(crashEpoch)
	in := open(t, fs, now, "--enable-debug-command", "yes", "--appendfsync", "always")
	load := func(name string) { do(t, in, "FUNCTION", "LOAD", strings.ReplaceAll(library, "%", name)) }
	check := func(when string, want ...string) {
		t.Helper()
		var got []string
		for _, l := range in.scripts.Libraries.All() {
			got = append(got, l.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s there are %q, want %q", when, got, want)
		}
	}
	load("a")
	load("b")
	do(t, in, "SAVE")
	load("c")
	do(t, in, "FUNCTION", "DELETE", "a")
	do(t, in, "FLUSHALL")
	check("after FLUSHALL", "b", "c")
	crashed := fs.CrashClone(vfs.CrashCloneCfg{})
	do(t, in, "DEBUG", "RELOAD")
	check("after a reload", "b", "c")
	closeInstance(t, in)
	in = open(t, crashed, now)
	check("after a crash", "b", "c")
	do(t, in, "FUNCTION", "FLUSH")
	do(t, in, "SAVE")
	closeInstance(t, in)
	in = open(t, crashed, now)
	defer closeInstance(t, in)
	check("after FUNCTION FLUSH")
}
