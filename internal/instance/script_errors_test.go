package instance

import (
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
)

// TestScriptErrorsCountOnce: an error of a command counts when the script meets it, and not again when it is the script's
// own reply.
func TestScriptErrorsCountOnce(t *testing.T) {
	for script, want := range map[string]int64{
		"return redis.call('select', 99)":            1,
		"return redis.pcall('select', 99)":           1,
		"redis.pcall('select', 99) return 1":         1,
		"redis.pcall('select', 99) error('another')": 2,
		"return redis.call('nosuch')":                1,
		"redis.pcall('nosuch') return 1":             1,
		"return redis.pcall('subscribe', 'x')":       1,
		"return redis.error_reply('mine')":           1,
		"return 1":                                   0,
	} {
		in := open(t, vfs.NewMem(), clock.NewManual(crashEpoch))
		answer(t, in, "EVAL", script, "0")
		if n := in.shared.Clients.Stats.Errors.Load(); n != want {
			t.Errorf("%s counts %d errors, want %d", script, n, want)
		}
		answer(t, in, "GET") // the next error counts
		if n := in.shared.Clients.Stats.Errors.Load(); n != want+1 {
			t.Errorf("behind %s an error makes %d errors, want %d", script, n, want+1)
		}
		closeInstance(t, in)
	}
}
