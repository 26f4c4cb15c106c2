package lsm

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// applyTogether applies several batches of which a crash must leave all or none.
// A half would be fatal: with the old LSN the log would be replayed on top of
// what has seen it already, with the new one the rest would be lost.
//
// Pebble knows no transactions of more than one batch. But a flush takes all
// tables in memory that are full when it begins, and adds what it writes with a
// single edit of the list of tables. So a flush of next to nothing is begun and
// held up before it writes its table; the batches line up behind it; and the
// next flush takes all of them. That this is so is not taken on trust: before
// that flush writes anything, watch counts what it has taken, and ends the
// process if something is missing. Then there is the old checkpoint and its log.
//
// (Tables made here and ingested would be one edit by contract. But then they
// would have to be sorted and cut here, and everything be written before the
// first byte could be let go.)
//
// commitMu is held, so that no other batch comes in between.
func (s *Store) applyTogether(batches []*pebble.Batch) error {
	s.flushMu.Lock() // a flush of nothing writes no table and would not be held up
	defer s.flushMu.Unlock()
	s.watch.gate.hold()
	defer s.watch.gate.release()
	held, err := s.beginFlush()
	if err != nil {
		return err
	}
	for _, b := range batches {
		if err := s.apply(b); err != nil {
			s.opts.Fatal(fmt.Errorf("commit a part of a checkpoint: %w", err)) // others may have been applied
			return err
		}
	}
	if _, err := s.db.AsyncFlush(); err != nil { // the last one may lie in a table that is not full
		s.opts.Fatal(fmt.Errorf("commit a checkpoint of several parts: %w", err))
		return err
	}
	const open = 1 // the table that takes what comes next
	s.watch.expectTogether(int(s.db.Metrics().MemTable.Count) - held - open)
	return nil
}

// beginFlush begins a flush of an entry that means nothing, and returns how many
// tables in memory it has taken. The gate is held.
func (s *Store) beginFlush() (taken int, err error) {
	begun := s.watch.nextFlush()
	if err := s.db.Set(holderKey(), nil, pebble.NoSync); err != nil {
		return 0, err
	}
	if _, err := s.db.AsyncFlush(); err != nil {
		return 0, err
	}
	_, failed := s.watch.compaction()
	select {
	case taken = <-begun:
		return taken, nil
	case <-failed:
		return 0, fmt.Errorf("%w: %w", ErrNotFlushed, s.watch.failure())
	}
}

// holderKey is an entry in the index of expiries that no record agrees with: no
// contents have generation 0.
func holderKey() []byte { return appendDueKey(nil, 0, 1, nil) }
