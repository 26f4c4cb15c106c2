package lsm

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// Snapshot is the store as it was after one commit. While it is open, what was
// overwritten since stays on disk.
type Snapshot struct {
	reader
	meta Meta
	snap *pebble.Snapshot
}

// Snapshot returns the store as of the last commit.
func (s *Store) Snapshot() *Snapshot {
	s.commitMu.Lock()
	defer s.commitMu.Unlock()
	m, _ := s.Meta()
	snap := s.db.NewSnapshot()
	return &Snapshot{newReader(snap), m, snap}
}

// Meta returns what the last commit before the snapshot said. The slices in it
// must not be changed.
func (s *Snapshot) Meta() Meta { return s.meta }

// Close lets go of the snapshot.
func (s *Snapshot) Close() error {
	if err := s.snap.Close(); err != nil {
		return fmt.Errorf("close a snapshot: %w", err)
	}
	return nil
}
