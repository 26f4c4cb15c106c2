package config

import (
	"errors"
	"fmt"
)

// A message is an error whose text users of Redis know and clients compare.
type message string

func (m message) Error() string { return string(m) }

// What can be wrong with a setting, whatever its kind.
const (
	// ErrUnknown is the error for a name that no setting has.
	ErrUnknown = message("Bad directive or wrong number of arguments")
	// ErrArity is the error for too few or too many values.
	ErrArity = message("wrong number of arguments")
	// ErrForeign is the error for changing what Redis has and this server has
	// nothing to set for.
	ErrForeign = message("can't set immutable config: Redis has this setting, but here it would change nothing")
	// ErrImmutable is the error for changing at run time what only the start
	// can decide.
	ErrImmutable = message("can't set immutable config")
	// ErrDuplicate is the error for a setting that is named twice in one Set.
	ErrDuplicate = message("duplicate parameter")
	// ErrListen is for hooks that cannot listen where the new values say.
	ErrListen = message("Unable to listen on this port")
	// ErrNoFile is the error of Rewrite when no file was loaded.
	ErrNoFile = message("ERR The server is running without a config file")
	// ErrUnavailable is the error for a value that Redis has and this version
	// does not offer. Errors that match it have a text that says what it does.
	ErrUnavailable = message("not available in this version")
)

// What can be wrong with one of several lines.
const (
	errUserAgain    = message("Duplicate user found. A user can only be defined once in config files")
	errRenamedAgain = message("this command has been renamed before")
)

// unavailableError is an ErrUnavailable that says what would be right.
type unavailableError string

func (e unavailableError) Error() string { return string(e) }

func (unavailableError) Is(target error) bool { return target == ErrUnavailable }

// SetError is the error of Set. Its text is that of the reply.
type SetError struct {
	// Name is the setting, as the caller wrote it.
	Name string
	Err  error
}

func (e *SetError) Error() string {
	if errors.Is(e.Err, ErrUnknown) {
		return fmt.Sprintf("ERR Unknown option or number of arguments for CONFIG SET - '%s'", e.Name)
	}
	return fmt.Sprintf("ERR CONFIG SET failed (possibly related to argument '%s') - %v", e.Name, e.Err)
}

// Unwrap returns the cause.
func (e *SetError) Unwrap() error { return e.Err }

// LineError is the error of Load for a line of a file, or for an argument.
type LineError struct {
	// Source is the name of the file, or says that it was none.
	Source string
	// Line counts from 1; it is 0 for arguments.
	Line int
	// Text is the line, without secrets.
	Text string
	Err  error
}

func (e *LineError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: '%s': %v", e.Source, e.Text, e.Err)
	}
	return fmt.Sprintf("%s:%d: '%s': %v", e.Source, e.Line, e.Text, e.Err)
}

// Unwrap returns the cause.
func (e *LineError) Unwrap() error { return e.Err }
