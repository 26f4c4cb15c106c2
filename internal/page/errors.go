package page

import "errors"

// ErrCorrupt reports bytes that no encoder of this package has written.
var ErrCorrupt = errors.New("page: corrupt")

// ErrFull reports an entry that cannot be stored: more than 65535 entries in
// one Packed page, or more keys with the same hash prefix than a page holds
// (which takes an attacker who knows the seed).
var ErrFull = errors.New("page: full")

// ErrRange reports an index outside of a collection.
var ErrRange = errors.New("page: index out of range")
