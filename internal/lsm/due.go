package lsm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"
)

// maxSweep is how many stale entries of the index one call of Due removes.
const maxSweep = 4096

// Due calls fn for the records of a generation whose expiry or alarm is at or before
// before (unix milliseconds), earliest first, until it returns false. The
// arguments of fn are good until it returns. Where thousands of stale entries
// lie in between, some records are left for the next call.
//
// An index in the order of expiries finds them. A batch that sets a record adds
// an entry and does not know of an older one; what a record no longer agrees
// with is removed here, at the latest when its time has come. (Properties of
// blocks, an interval of expiries for each, would need no entries. But Pebble
// does not show values to those who collect properties, and a block would stay
// due until a compaction drops what was deleted from it.)
func (s *Store) Due(gen uint32, before int64, fn func(key, value []byte) (more bool)) error {
	if before <= 0 {
		return nil
	}
	it, err := s.db.NewIter(&pebble.IterOptions{
		LowerBound: appendPrefix(nil, keyDue, gen),
		UpperBound: appendDueKey(nil, gen, before+1, nil),
	})
	if err != nil {
		return readError("search for what is due", err)
	}
	stale, err := s.eachDue(it, fn)
	if iterErr := errors.Join(it.Error(), it.Close()); err == nil && iterErr != nil {
		err = readError("search for what is due", iterErr)
	}
	if err != nil {
		return err
	}
	return s.sweep(stale)
}

// eachDue calls fn for what the index and the records agree on, and returns the
// entries that are stale.
func (s *Store) eachDue(it *pebble.Iterator, fn func(key, value []byte) bool) (stale [][]byte, err error) {
	var buf []byte
	for ok := it.First(); ok && len(stale) < maxSweep; ok = it.Next() {
		value, due, err := s.agrees(it.Key(), buf[:0])
		switch {
		case err != nil:
			return nil, err
		case !due:
			stale = append(stale, slices.Clone(it.Key()))
		case !fn(it.Key()[dueKeyLen:], value):
			return stale, nil
		}
		buf = value
	}
	return stale, nil
}

// agrees reports whether the record that an entry of the index is about has the
// expiry it says, and appends the record's value to dst.
func (r reader) agrees(entry, dst []byte) (value []byte, ok bool, err error) {
	at, err := decodeKey(entry)
	if err != nil {
		return dst, false, err
	}
	value, found, err := r.Record(at.gen, at.record, dst)
	if err != nil || !found {
		return dst, false, err
	}
	h, _, err := DecodeRecordHeader(value[len(dst):])
	if err != nil {
		return dst, false, fmt.Errorf("record %q of generation %d: %w", at.record, at.gen, err)
	}
	return value, h.DueAt() == at.dueAt, nil
}

// sweep removes entries from the index that are stale. A commit may have made
// them good again meanwhile, so it looks once more while none can. It changes
// nothing that a checkpoint holds: whether it survives a crash does not matter.
func (s *Store) sweep(stale [][]byte) error {
	if len(stale) == 0 || s.watch.failure() != nil {
		return nil
	}
	s.commitMu.Lock()
	defer s.commitMu.Unlock()
	b := s.db.NewBatch()
	for _, entry := range stale {
		_, ok, err := s.agrees(entry, nil)
		if err == nil && !ok {
			err = b.Delete(entry, nil)
		}
		if err != nil {
			return errors.Join(err, b.Close())
		}
	}
	if err := s.db.Apply(b, pebble.NoSync); err != nil {
		return fmt.Errorf("remove what is no longer due: %w", err)
	}
	return b.Close()
}
