package transfer

import "errors"

var (
	// ErrFormat tells that a file is neither an RDB file nor a stream of commands.
	ErrFormat = errors.New("neither an RDB file nor a stream of commands")
	// ErrCommands tells that a stream of commands is broken.
	ErrCommands = errors.New("broken stream of commands")
	// ErrExists tells that a key of a file is there already. Nothing was changed.
	ErrExists = errors.New("the key is there already")
	// ErrReply tells that the server refused what was sent, or answered what makes no sense.
	ErrReply = errors.New("unexpected reply")
)
