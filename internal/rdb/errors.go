package rdb

import (
	"errors"
	"fmt"
)

var (
	// ErrCorrupt tells that the bytes are not what their type says.
	ErrCorrupt = errors.New("corrupt RDB value")
	// ErrType tells that values of a type are not known here.
	ErrType = errors.New("unknown RDB type")
	// ErrSeal tells that a payload of DUMP was damaged, or was written by a later version.
	ErrSeal = errors.New("RDB payload version or checksum are wrong")
)

// corrupt is ErrCorrupt with the part that is.
func corrupt(part string) error { return fmt.Errorf("%s: %w", part, ErrCorrupt) }
