package resp

import "math"

// Limits bound what a client may send. A zero field means Redis's default.
type Limits struct {
	// MaxBulkBytes is the longest argument (proto-max-bulk-len), 512 MiB by default.
	MaxBulkBytes int
	// MaxArgs is the largest number of arguments, 2^31-1 by default.
	MaxArgs int
	// MaxInlineBytes is the longest inline command, and the furthest the end of
	// a multibulk header line may be away: 64 KiB by default, at least 16 bytes.
	MaxInlineBytes int
	// Unauthenticated adds the narrow limits for clients that have yet to
	// prove who they are: 10 arguments of 16 KiB, with errors that say so.
	Unauthenticated bool
}

const (
	defaultMaxBulkBytes   = 512 << 20
	defaultMaxArgs        = math.MaxInt32
	defaultMaxInlineBytes = 64 << 10

	// minInlineBytes spares shortCount, which reads shorter lines, the comparison.
	minInlineBytes = 16

	unauthenticatedMaxArgs      = 10
	unauthenticatedMaxBulkBytes = 16 << 10
)

// withDefaults returns the limits with zero fields filled in.
func (l Limits) withDefaults() Limits {
	if l.MaxBulkBytes == 0 {
		l.MaxBulkBytes = defaultMaxBulkBytes
	}
	if l.MaxArgs == 0 {
		l.MaxArgs = defaultMaxArgs
	}
	if l.MaxInlineBytes == 0 {
		l.MaxInlineBytes = defaultMaxInlineBytes
	}
	l.MaxInlineBytes = max(l.MaxInlineBytes, minInlineBytes)
	return l
}

// checkArgs says what is wrong with a command of n arguments.
func (l *Limits) checkArgs(n int64) error {
	if n > int64(l.MaxArgs) {
		return ErrMultibulkLength
	}
	if l.Unauthenticated && n > unauthenticatedMaxArgs {
		return ErrUnauthenticatedMultibulk
	}
	return nil
}

// checkBulk says what is wrong with an argument of n bytes.
func (l *Limits) checkBulk(n int64) error {
	if n < 0 || n > int64(l.MaxBulkBytes) {
		return ErrBulkLength
	}
	if l.Unauthenticated && n > unauthenticatedMaxBulkBytes {
		return ErrUnauthenticatedBulk
	}
	return nil
}
