package lsm

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/cockroachdb/pebble/v2"
)

var (
	// ErrCorrupt says that files or values are not as this package wrote them.
	ErrCorrupt = errors.New("checkpoint store is damaged")
	// ErrVersion says that the store was written by a newer program.
	ErrVersion = errors.New("checkpoint store has an unknown format")
	// ErrLocked says that another process, or this one, has the store open.
	ErrLocked = errors.New("checkpoint store is in use")
	// ErrMissing says that a page that must be there is not. It is a kind of
	// ErrCorrupt.
	ErrMissing = fmt.Errorf("%w: page is missing", ErrCorrupt)
	// ErrNotFlushed refuses a commit because the last flush failed. What was
	// committed before is in memory still, and the next Flush tries again.
	ErrNotFlushed = errors.New("checkpoint store could not write the last checkpoint")
	// ErrTooLarge refuses a single change of 4 GiB or more.
	ErrTooLarge = errors.New("value is too large for the checkpoint store")
)

// readError wraps an error of Pebble with the step that failed.
func readError(step string, err error) error {
	if pebble.IsCorruptionError(err) {
		return fmt.Errorf("%s: %w: %w", step, ErrCorrupt, err)
	}
	return fmt.Errorf("%s: %w", step, err)
}

// openError tells damage from what the operating system refused. Pebble marks
// only some damage as such; but whatever does not come from the system is about
// what the files say, and so is a file that is not there.
func openError(dir string, err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot open the checkpoint store in %s: %w", dir, err)
	}
	return fmt.Errorf("cannot open the checkpoint store in %s: %w: %w", dir, ErrCorrupt, err)
}
