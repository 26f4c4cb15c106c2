package lsm

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// Commit applies the batch and m as one change. Reads see it at return, and of a
// batch in parts some of it before; snapshots never do. It is durable after the
// next Flush. The batch must be Reset before it is changed again; one that was
// refused may be committed again as it is.
//
// It waits while too much is unflushed or compactions lag too far behind, and a
// batch in parts until all before it is flushed.
//
// It is one change on disk, too: a batch goes whole into one table in memory, or
// is one itself, and a flush adds all it writes with a single edit of the list
// of tables. For a batch in parts see applyTogether.
func (s *Store) Commit(b *Batch, m Meta) error {
	b.setMeta(AppendMeta(nil, m))
	if b.err != nil {
		return b.err
	}
	size := int64(b.SizeBytes())
	if err := s.waitForRoom(size); err != nil {
		return err
	}
	if len(b.parts) > 1 {
		if err := s.Flush(); err != nil {
			return fmt.Errorf("%w: %w", ErrNotFlushed, err)
		}
	}
	s.commitMu.Lock()
	defer s.commitMu.Unlock()
	if err := s.applyAll(b.parts); err != nil {
		return fmt.Errorf("commit a checkpoint: %w", err)
	}
	m = m.clone()
	s.meta.Store(&m)
	s.unflushed.Add(size)
	s.commits.Add(1)
	return nil
}

func (s *Store) applyAll(parts []*pebble.Batch) error {
	if len(parts) == 1 {
		return s.apply(parts[0])
	}
	return s.applyTogether(parts)
}

func (s *Store) apply(b *pebble.Batch) error {
	if int64(b.Len()) >= s.opts.MemTableBytes/2 {
		s.loans.add(s.cache, cap(b.Repr())) // it will not be copied
	}
	return s.db.Apply(b, pebble.NoSync)
}

// Flush makes durable what has been committed. After an error, all of it is
// still there and the next Flush goes on; until one succeeds, Commit refuses.
func (s *Store) Flush() error {
	s.flushMu.Lock()
	defer s.flushMu.Unlock()
	want, loans, bytes := s.commits.Load(), s.loans.take(), s.unflushed.Load()
	failed := s.watch.arm()
	for {
		if s.flushing == nil {
			s.flushing, s.covered = make(chan error, 1), s.commits.Load()
			// On its own, because it ends only when it has succeeded.
			go func(done chan<- error) { done <- s.db.Flush() }(s.flushing)
		}
		select {
		case err := <-s.flushing:
			s.flushing = nil
			if err != nil {
				return fmt.Errorf("flush: %w", err)
			}
		case <-failed:
			s.loans.giveBack(loans)
			return fmt.Errorf("flush: %w", s.watch.failure())
		}
		if s.covered >= want {
			s.watch.succeeded()
			s.unflushed.Add(-bytes)
			loans.end()
			return s.letGo(len(loans))
		}
	}
}

// letGo lets Pebble forget so many large batches that were flushed. The array of its queue of tables refers to those that
// have left the queue until something new has taken their places, or the array is too short: without further tables,
// for each of them as many as the array may have places, a checkpoint would stay in memory until the next one. A flush
// of nothing puts a table there and writes none.
func (s *Store) letGo(batches int) error {
	if batches == 0 {
		return nil
	}
	for range 2 + batches {
		if err := s.db.Flush(); err != nil {
			return fmt.Errorf("flush: %w", err)
		}
	}
	return nil
}
