package script

import "github.com/holdfast-db/holdfast/internal/resp"

// A Host does for a running script what only the server can do. All methods run on the script's goroutine.
type Host interface {
	// Call runs a command and writes exactly one reply. The words are good until it returns.
	Call(args [][]byte, out *resp.Writer)
	// Allows reports whether the script's user may run a command. The error says that there is no such command.
	Allows(args [][]byte) (bool, error)
	// Log writes a message to the server's log.
	Log(level LogLevel, message string)
	// Micros is the time in microseconds since some moment, for measuring.
	Micros() int64
	// Tick is called again and again while the script runs. An error ends the script, whatever it does to go on.
	Tick() error
	// Room is asked before the script builds something of n bytes, and without any when it seems to take memory. An error
	// ends the script.
	Room(n int) error
}

// LogLevel is how important a message is.
type LogLevel int

// The levels, numbered as scripts know them.
const (
	LogDebug LogLevel = iota
	LogVerbose
	LogNotice
	LogWarning
)
