package commitlog

import (
	"errors"
	"fmt"
)

var (
	// ErrCorrupt is what every CorruptError is: the log is damaged in a place
	// that a crash cannot explain.
	ErrCorrupt = errors.New("commit log is damaged")
	// ErrVersion says that the log was written in a format that this program
	// does not read.
	ErrVersion = errors.New("commit log has an unknown format")
	// ErrDiskFull says that the log takes no more records until there is space
	// on the disk.
	ErrDiskFull = errors.New("commit log has no disk space left")
	// ErrFailed says that a write or a sync went wrong. The log takes and
	// acknowledges nothing any more.
	ErrFailed = errors.New("commit log failed")
	// ErrTooLarge refuses a payload of more than MaxPayload bytes.
	ErrTooLarge = errors.New("record is too large for the commit log")
	// ErrReleased says that records asked for are below the oldest kept.
	ErrReleased = errors.New("records are no longer in the commit log")
	// ErrReadOnly refuses changes to a log opened read-only.
	ErrReadOnly = errors.New("commit log is open read-only")
	// ErrClosed says that the log has been closed.
	ErrClosed = errors.New("commit log is closed")
)

// CorruptError tells where a log is damaged. It matches ErrCorrupt.
type CorruptError struct {
	Segment uint64
	Offset  int64
	LSN     LSN // the record that should be there; 0 if not known
	Reason  string
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("%v: segment %s, offset %d, record %d: %s; "+
		"nothing was changed, run `holdfast check` to see what can be saved",
		ErrCorrupt, segmentName(e.Segment), e.Offset, e.LSN, e.Reason)
}

// Is makes errors.Is(err, ErrCorrupt) true.
func (e *CorruptError) Is(target error) bool { return target == ErrCorrupt }
