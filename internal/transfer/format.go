package transfer

import (
	"fmt"

	"github.com/holdfast-db/holdfast/internal/rdb"
)

// Format is how data lies in a file.
type Format uint8

// The formats.
const (
	// Auto is the format that a file to be imported begins like.
	Auto Format = iota
	// RDB is a file as Redis saves it.
	RDB
	// Commands is a stream of commands as clients send them.
	Commands
)

// ParseFormat reads the name of a format: auto, rdb or resp.
func ParseFormat(name string) (Format, error) {
	switch name {
	case "auto":
		return Auto, nil
	case "rdb":
		return RDB, nil
	case "resp":
		return Commands, nil
	}
	return Auto, fmt.Errorf("unknown format %q: there are auto, rdb and resp", name)
}

// formatOf is the format of a file that begins so.
func formatOf(start []byte) (Format, error) {
	switch {
	case rdb.Is(start):
		return RDB, nil
	case len(start) > 0 && start[0] == '*':
		return Commands, nil
	}
	return Auto, fmt.Errorf("it begins with %q: %w", start, ErrFormat)
}
