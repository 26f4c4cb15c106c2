package lsm

import "fmt"

// maxSublevels is how many layers of tables may lie unsorted at the top before a
// commit waits for compactions. Every flush adds one; reads slow down with each.
const maxSublevels = 30

// waitForRoom waits until so many bytes more can be committed. Pebble would do
// the same by itself, but under the lock that Close needs: on a full disk neither
// would ever end.
func (s *Store) waitForRoom(bytes int64) error {
	if n := s.unflushed.Load(); n > 0 && n+bytes > s.opts.MaxUnflushedBytes {
		s.stalls.Add(1)
		if err := s.Flush(); err != nil {
			return fmt.Errorf("%w: %w", ErrNotFlushed, err)
		}
	}
	for stalled := false; ; stalled = true {
		compacted, failed := s.watch.compaction()
		if err := s.watch.failure(); err != nil {
			return fmt.Errorf("%w: %w", ErrNotFlushed, err)
		}
		if int(s.db.Metrics().Levels[0].Sublevels) < s.opts.maxSublevels {
			return nil
		}
		if !stalled {
			s.stalls.Add(1)
			s.opts.Logger.Warn("checkpoint store: a commit waits for compactions")
		}
		select {
		case <-compacted:
		case <-failed:
		}
	}
}
