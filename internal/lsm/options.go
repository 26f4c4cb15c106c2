package lsm

import (
	"log/slog"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// Options configure a Store. The zero value is a good one.
type Options struct {
	// FS is the file system; by default that of the operating system.
	FS vfs.FS
	// CacheBytes is the room for blocks of tables, uncompressed, with their
	// indexes and filters; by default 32 MiB.
	CacheBytes int64
	// MemTableBytes is the size of the table in memory that takes batches below
	// half of it; by default 8 MiB. A larger batch is not copied into it: it is
	// a table itself until it is flushed. Pebble keeps up to two.
	MemTableBytes int64
	// PartBytes is the size beyond which a batch is kept in parts; by default 64
	// MiB.
	PartBytes int64
	// MaxUnflushedBytes is the sum of batches beyond which a commit waits until
	// earlier ones are flushed; by default 256 MiB. A single batch may exceed it.
	MaxUnflushedBytes int64
	// MaxOpenFiles is how many tables are kept open; by default 512.
	MaxOpenFiles int
	// MaxCompactions is how many compactions may run side by side when there is
	// much to do; by default 2. Otherwise it is one.
	MaxCompactions int
	// ReadOnly opens a store that exists, for looking at only.
	ReadOnly bool
	// Fatal is called when the store can neither go on nor take back what it
	// did (a write to the list of tables failed) and the process must end. By
	// default it panics. It should not return.
	Fatal func(error)
	// Logger gets warnings, and what Pebble has to tell at level debug; by
	// default slog.Default().
	Logger *slog.Logger

	maxSublevels int // fewer in tests
}

func (o Options) withDefaults() Options {
	if o.FS == nil {
		o.FS = vfs.Default
	}
	if o.CacheBytes <= 0 {
		o.CacheBytes = 32 << 20
	}
	if o.MemTableBytes <= 0 {
		o.MemTableBytes = 8 << 20
	}
	if o.PartBytes <= 0 {
		o.PartBytes = 64 << 20
	}
	if o.MaxUnflushedBytes <= 0 {
		o.MaxUnflushedBytes = 256 << 20
	}
	if o.MaxOpenFiles <= 0 {
		o.MaxOpenFiles = 512
	}
	if o.MaxCompactions <= 0 {
		o.MaxCompactions = 2
	}
	if o.maxSublevels == 0 {
		o.maxSublevels = maxSublevels
	}
	if o.Fatal == nil {
		o.Fatal = func(err error) { panic(err) }
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o
}
