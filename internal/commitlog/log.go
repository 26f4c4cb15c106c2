package commitlog

import (
	"context"
	"math"
	"time"
)

// LSN is a log sequence number. The first record of a log has LSN 1 and every
// record has one more than the record before it; 0 means "nothing".
type LSN uint64

// Record is one entry of the log. Only the log numbers records; the rest
// belongs to whoever appended it.
type Record struct {
	LSN     LSN
	DB      uint16
	Flags   uint16
	Payload []byte
}

const (
	// MaxPayload is the largest payload in bytes.
	MaxPayload = math.MaxInt32
	// FlagsMask holds the flag bits that callers may use. The other bits are
	// the log's own.
	FlagsMask uint16 = 1<<14 - 1
)

// Log is the commit log as the engine sees it. All methods may be called from
// many goroutines, except Replay, which runs before the first Append, and
// Notify. Package logtest holds the contract as tests.
type Log interface {
	// Append copies a record into memory and returns its LSN. It does no I/O,
	// so it may be called under locks; Reserve, called before those locks are
	// taken, keeps the memory bounded. It panics on flags outside FlagsMask and
	// on a payload over MaxPayload.
	Append(db, flags uint16, payload []byte) LSN
	// Reserve says whether n more payload bytes can be taken. It fails with
	// ErrDiskFull while the log has no room, and may wait for the kernel when
	// too much is buffered. It costs one atomic load when all is well.
	Reserve(n int) error
	// Flush moves along what is buffered: it writes it to the kernel, or under
	// PolicyAlways either syncs it too or wakes the committer and returns at once.
	Flush() error
	// Wait flushes and returns when Acked has reached lsn. On a full disk it
	// waits until there is room again, ctx ends or the log fails.
	Wait(ctx context.Context, lsn LSN) error
	// Sync returns when everything appended before the call is durable.
	Sync(ctx context.Context) error

	// Appended is the LSN of the last record appended.
	Appended() LSN
	// Acked is the LSN up to which the log satisfies the current policy.
	// Replies wait for it. Changing the policy may move it backwards.
	Acked() LSN
	// Durable is the LSN up to which the log has been synced.
	Durable() LSN
	// Notify sets the function that is called after Durable moved, after Acked
	// moved by anything but a Flush or a Wait, and after the log failed. It is
	// called under locks of the log, so it must neither block nor call back.
	// Set it before the first Append.
	Notify(fn func())

	// Replay hands over, in order, the records from LSN from on; 0 means from
	// the oldest. A payload is only valid during the call of fn.
	Replay(from LSN, fn func(Record) error) error
	// ReleaseBefore tells that records below lsn are not needed any more. What
	// space that frees, and when, is for the log to decide.
	ReleaseBefore(lsn LSN) error

	// Tick does the periodic work. It is to be called several times a second,
	// from one goroutine.
	Tick(now time.Time)

	SetPolicy(Policy)
	Policy() Policy
	Stats() Stats
	// Close makes everything durable and ends the log.
	Close() error
}

// Stats are numbers for INFO and for metrics.
type Stats struct {
	Segments      int   // segments that hold records
	Bytes         int64 // bytes in those segments
	BufferedBytes int64 // appended, not yet handed to the kernel
	AppendedBytes int64 // appended since the log was opened
	Full          bool  // refusing records for lack of disk space

	Syncs            int64 // syncs done
	DelayedSyncs     int64 // EverySec: syncs that were due while one still ran
	LastSync         time.Time
	LastSyncDuration time.Duration
}
