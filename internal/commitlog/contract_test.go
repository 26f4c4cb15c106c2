package commitlog_test

import (
	"log/slog"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/commitlog/logtest"
)

// filePlace is a directory with a log of small segments.
type filePlace struct {
	fs     vfs.FS
	dir    string
	inline bool
}

func (p filePlace) Open(t *testing.T, policy commitlog.Policy) commitlog.Log {
	t.Helper()
	l, err := commitlog.Open(commitlog.Options{
		FS: p.fs, Dir: p.dir, Policy: policy, SyncInline: p.inline, SegmentBytes: 16 << 10, MaxBufferBytes: 32 << 10,
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

type discardPlace struct{}

func (discardPlace) Open(_ *testing.T, policy commitlog.Policy) commitlog.Log {
	l := commitlog.NewDiscard(1)
	l.SetPolicy(policy)
	return l
}

func TestContract(t *testing.T) {
	t.Run("disk", func(t *testing.T) {
		logtest.Run(t, logtest.Subject{NewPlace: func(t *testing.T) logtest.Place {
			return filePlace{vfs.Default, t.TempDir(), false}
		}})
	})
	t.Run("disk, synced inline", func(t *testing.T) {
		logtest.Run(t, logtest.Subject{NewPlace: func(t *testing.T) logtest.Place {
			return filePlace{vfs.Default, t.TempDir(), true}
		}})
	})
	t.Run("memory", func(t *testing.T) {
		logtest.Run(t, logtest.Subject{NewPlace: func(*testing.T) logtest.Place {
			return filePlace{vfs.NewMem(), "log", false}
		}})
	})
	t.Run("discard", func(t *testing.T) {
		logtest.Run(t, logtest.Subject{Forgets: true, NewPlace: func(*testing.T) logtest.Place {
			return discardPlace{}
		}})
	})
}
