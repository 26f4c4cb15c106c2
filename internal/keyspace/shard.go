package keyspace

import (
	"sync"
	"sync/atomic"
)

// falseSharingBytes keeps the locks of two shards off the same pair of cache lines,
// which processors fetch together.
const falseSharingBytes = 128

// A Shard holds a part of the keys of every database, and the lock that guards it.
type Shard struct {
	mu     sync.Mutex // guards all Spaces of the shard, but for their counters
	spaces []atomic.Pointer[Space]
	_      [falseSharingBytes - 32]byte
}

// Lock takes the shard.
func (s *Shard) Lock() { s.mu.Lock() }

// TryLock takes the shard if it is free.
func (s *Shard) TryLock() bool { return s.mu.TryLock() }

// Unlock leaves the shard.
func (s *Shard) Unlock() { s.mu.Unlock() }

// Space gives the shard's part of a database. The lock is held, and the Space may
// be another one after it was not.
func (s *Shard) Space(db int) *Space {
	if space := s.spaces[db].Load(); space != nil {
		return space
	}
	space := newSpace()
	s.spaces[db].Store(space)
	return space
}
