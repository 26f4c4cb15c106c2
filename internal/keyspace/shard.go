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
	all    *Keyspace
	// capture is what the running checkpoint does with the shard before anybody else may change it.
	capture func(*Shard)
	_       [falseSharingBytes - 48]byte
}

// Lock takes the shard. If a checkpoint has begun and not come here yet, it comes now.
func (s *Shard) Lock() {
	s.mu.Lock()
	if s.capture != nil {
		s.runCapture()
	}
}

// visit lets a checkpoint that has begun come here, if it has not yet.
func (s *Shard) visit() {
	s.Lock()
	defer s.Unlock()
}

func (s *Shard) runCapture() {
	capture := s.capture
	s.capture = nil
	capture(s)
}

// TryLock takes the shard as Lock does, if it is free.
func (s *Shard) TryLock() bool {
	if !s.mu.TryLock() {
		return false
	}
	if s.capture != nil {
		s.runCapture()
	}
	return true
}

// Unlock leaves the shard.
func (s *Shard) Unlock() { s.mu.Unlock() }

// Space gives the shard's part of a database. The lock is held, and the Space may
// be another one after it was not.
func (s *Shard) Space(db int) *Space {
	if space := s.spaces[db].Load(); space != nil {
		return space
	}
	space := newSpace(s.all.Contents(db))
	s.spaces[db].Store(space)
	return space
}
