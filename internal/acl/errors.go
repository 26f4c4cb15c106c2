package acl

import "errors"

// What can be wrong with one modifier of a user, in Redis's words.
var (
	// ErrSyntax is the error for what is no modifier at all.
	ErrSyntax = errors.New("Syntax error")
	// ErrUnknownCommand is the error for a command or category that there is not.
	ErrUnknownCommand = errors.New("Unknown command or category name in ACL")
	// ErrFirstArg is the error for "+config|get|maxmemory".
	ErrFirstArg = errors.New("Allowing first-arg of a subcommand is not supported")
	// ErrAllKeys is the error for a key pattern that adds nothing.
	ErrAllKeys = errors.New("Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have" +
		" any effect. Try 'resetkeys' to start with an empty list of patterns")
	// ErrAllChannels is the error for a channel pattern that adds nothing.
	ErrAllChannels = errors.New("Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does" +
		" not have any effect. Try 'resetchannels' to start with an empty list of channels")
	// ErrHash is the error for what is no SHA-256 digest in hex digits.
	ErrHash = errors.New("The password hash must be exactly 64 characters and contain only lowercase" +
		" hexadecimal characters")
	// ErrNoSuchPassword is the error for removing a password that the user does not have.
	ErrNoSuchPassword = errors.New("The password you are trying to remove from the user does not exist")
)

// Errors about users.
var (
	// ErrUsername is the error for a name that would break the lines of an ACL file.
	ErrUsername = errors.New("Usernames can't contain spaces or null characters")
	// ErrRemoveDefault is the error for removing the user that new connections have.
	ErrRemoveDefault = errors.New("The 'default' user cannot be removed")
)

// ModifierError is the error for one of several modifiers.
type ModifierError struct {
	Modifier string
	Err      error
}

func (e *ModifierError) Error() string {
	return "Error in ACL SETUSER modifier '" + e.Modifier + "': " + e.Err.Error()
}

// Unwrap returns what is wrong with the modifier.
func (e *ModifierError) Unwrap() error { return e.Err }

// UnmatchedError is the error for a selector whose parenthesis is never closed.
type UnmatchedError struct{ From string }

func (e *UnmatchedError) Error() string {
	return "Unmatched parenthesis in acl selector starting at '" + e.From + "'."
}
