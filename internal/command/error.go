package command

import (
	"bytes"
	"errors"
	"strings"

	"github.com/holdfast-db/holdfast/internal/commitlog"
)

// The error replies that many commands share, in Redis's words.
var (
	ErrWrongType      = errors.New("WRONGTYPE Operation against a key holding the wrong kind of value")
	ErrSyntax         = errors.New("ERR syntax error")
	ErrNotInteger     = errors.New("ERR value is not an integer or out of range")
	ErrNotFloat       = errors.New("ERR value is not a valid float")
	ErrNoSuchKey      = errors.New("ERR no such key")
	ErrOutOfRange     = errors.New("ERR index out of range")
	ErrInvalidDB      = errors.New("ERR invalid DB index")
	ErrDBOutOfRange   = errors.New("ERR DB index is out of range")
	ErrSameObject     = errors.New("ERR source and destination objects are the same")
	ErrTimeoutFloat   = errors.New("ERR timeout is not a float or out of range")
	ErrTimeoutInteger = errors.New("ERR timeout is not an integer or out of range")
	ErrTimeoutRange   = errors.New("ERR timeout is out of range")
	ErrNegTimeout     = errors.New("ERR timeout is negative")
	ErrStringTooLong  = errors.New("ERR string exceeds maximum allowed size (proto-max-bulk-len)")
	ErrOOM            = errors.New("OOM command not allowed when used memory > 'maxmemory'.")
	ErrNoAuth         = errors.New("NOAUTH Authentication required.")
)

// maxShownBytes is how much of a client's words an error repeats.
const maxShownBytes = 128

func shown(arg []byte) string { return Text(arg, maxShownBytes) }

// Text is what an error repeats of a client's word: at most so many bytes, and none from the first zero byte on, for
// Redis prints it as a C string.
func Text(arg []byte, limit int) string {
	arg, _, _ = bytes.Cut(arg, []byte{0})
	return string(arg[:min(len(arg), limit)])
}

func unknownCommand(args [][]byte) error {
	var b strings.Builder
	for _, a := range args[1:] {
		if b.Len() >= maxShownBytes {
			break
		}
		b.WriteString("'" + Text(a, maxShownBytes-b.Len()) + "' ")
	}
	return errors.New("ERR unknown command '" + shown(args[0]) + "', with args beginning with: " + b.String())
}

func unknownSubcommand(s *Spec, sub []byte) error {
	return errors.New("ERR unknown subcommand '" + shown(sub) + "'. Try " + strings.ToUpper(s.fullName) + " HELP.")
}

// ErrArityOf tells that a command got the wrong number of words.
func ErrArityOf(s *Spec) error {
	return errors.New("ERR wrong number of arguments for '" + s.fullName + "' command")
}

// ErrNotInMulti refuses a command that cannot run inside MULTI.
var ErrNotInMulti = errors.New("ERR Command not allowed inside a transaction")

// WhileListeningOnly refuses a command to a client that has subscribed in RESP2.
func WhileListeningOnly(s *Spec) error {
	return errors.New("ERR Can't execute '" + s.fullName + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT /" +
		" RESET are allowed in this context")
}

// ErrNeedsConnection refuses to an embedded call what only a connection can have.
var ErrNeedsConnection = errors.New("ERR a call inside the process can receive no messages: open a connection with Dial")

// DebugNotAllowed is the reply to a command that enable-debug-command does not allow.
func DebugNotAllowed(s *Spec) error {
	name := strings.ToUpper(s.fullName)
	if s.parent != nil {
		name = strings.ToUpper(s.parent.fullName)
	}
	return errors.New("ERR " + name + " command not allowed. If the enable-debug-command option is set to \"local\"," +
		" you can run it from a local connection, otherwise you need to set this option in the configuration file," +
		" and then restart the server.")
}

// LogBytes is about how many bytes a command's effects take in the log.
func LogBytes(args [][]byte) int {
	const frameBytes = 16 // more than it takes to frame an argument of ordinary length
	n := 0
	for _, a := range args {
		n += len(a) + frameBytes
	}
	return n
}

// Reply is the text of an error reply: what the log refuses becomes Redis's MISCONF.
func Reply(err error) string {
	if errors.Is(err, commitlog.ErrDiskFull) {
		return "MISCONF Errors writing to the AOF file: No space left on device. " +
			"Writes are refused until there is space again; nothing acknowledged is lost."
	}
	return err.Error()
}
