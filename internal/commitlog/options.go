package commitlog

import (
	"log/slog"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/latency"
)

// Options configure a FileLog. Only Dir must be set.
type Options struct {
	// FS is the file system; by default that of the operating system.
	FS vfs.FS
	// Dir is the directory of the segments. It is created if missing and must
	// hold nothing else.
	Dir string
	// Policy is the policy to begin with.
	Policy Policy
	// SyncInline has Flush and Wait sync by themselves under PolicyAlways, unless a
	// sync is under way: then the committer follows it up with one for all who came
	// meanwhile. Where one event loop serves everybody that saves waking another
	// goroutine for every group; several loops had better not wait for the disk.
	SyncInline bool
	// ReadOnly opens a log for Replay alone. Nothing on disk is changed.
	ReadOnly bool
	// FirstLSN is the least LSN that the next record may get. A log that ends
	// below it holds nothing that its owner still needs (a checkpoint is
	// newer): it is emptied and starts again there.
	FirstLSN LSN
	// SegmentBytes is the size of a segment; by default 64 MiB.
	SegmentBytes int64
	// MaxBufferBytes is how much may wait in memory before Reserve writes it
	// out itself; by default 64 MiB. A single record may exceed it.
	MaxBufferBytes int64
	// MaxRecycled is how many released segments are kept for reuse; by default
	// 4. The rest is deleted.
	MaxRecycled int
	// Fatal is called once, when the log failed (ErrFailed) and the process
	// should end. By default it panics.
	Fatal func(error)
	// Logger gets warnings; by default slog.Default().
	Logger *slog.Logger
	// Latency hears of slow writes and syncs; by default nobody does.
	Latency *latency.Monitor
	// Now is the clock for the measurements in Stats; by default time.Now.
	Now func() time.Time

	logID uint64 // fixed by tests; otherwise random
}

func (o Options) withDefaults() Options {
	if o.FS == nil {
		o.FS = vfs.Default
	}
	if o.SegmentBytes == 0 {
		o.SegmentBytes = 64 << 20
	}
	if o.MaxBufferBytes == 0 {
		o.MaxBufferBytes = 64 << 20
	}
	if o.MaxRecycled == 0 {
		o.MaxRecycled = 4
	}
	o.FirstLSN = max(o.FirstLSN, 1)
	if o.Fatal == nil {
		o.Fatal = func(err error) { panic(err) }
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Latency == nil {
		o.Latency = new(latency.Monitor)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}
