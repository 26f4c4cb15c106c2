package zset

import "math"

// Limits tell how far a set stays one packed page.
type Limits struct {
	Entries int // members
	Bytes   int // of the longest one
}

// DefaultLimits are those of Redis.
func DefaultLimits() Limits { return Limits{Entries: 128, Bytes: 64} }

// allow reports whether a page may have that many members, the longest of them so long.
func (l Limits) allow(members, longest int) bool {
	return members <= min(l.Entries, math.MaxUint16) && longest <= l.Bytes
}
