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
	// ErrUnsupported tells that a known part of a file has no place here.
	ErrUnsupported = errors.New("not supported")
	// ErrVersion tells that a file is none of a version that is known here.
	ErrVersion = errors.New("unknown RDB version")
	// ErrTooOld tells that a version of the format cannot express a value.
	ErrTooOld = errors.New("needs a later RDB version")
	// ErrSeal tells that a payload of DUMP was damaged, or was written by a later version.
	ErrSeal = errors.New("RDB payload version or checksum are wrong")
)

// corrupt is ErrCorrupt with the part that is.
func corrupt(part string) error { return fmt.Errorf("%s: %w", part, ErrCorrupt) }

// errTimedTooOld is about a hash in which fields expire.
var errTimedTooOld = fmt.Errorf("fields that expire: %w", ErrTooOld)

// errEnd is what is wrong with data that ends too early.
var errEnd = corrupt("end of data")
