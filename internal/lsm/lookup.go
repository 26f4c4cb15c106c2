package lsm

import (
	"errors"

	"github.com/cockroachdb/pebble/v2"
)

// Lookup reads records one by one, all as the store was when it was made. Most
// of what it takes to find that a key is absent is to make an iterator and to
// let go of it: a Lookup does that once for many. While it is open, what was
// overwritten since stays on disk. It belongs to one goroutine.
type Lookup struct {
	it  *pebble.Iterator
	key []byte
}

// NewLookup opens a Lookup.
func (s *Store) NewLookup() (*Lookup, error) {
	it, err := s.db.NewIter(s.filtered)
	if err != nil {
		return nil, readError("read", err)
	}
	return &Lookup{it: it}, nil
}

// Record appends the value of a record to dst. After an error nothing more can
// be read.
func (l *Lookup) Record(gen uint32, key, dst []byte) (value []byte, found bool, err error) {
	l.key = appendRecordKey(l.key[:0], gen, key)
	return seek(l.it, l.key, dst)
}

// Close lets go of it.
func (l *Lookup) Close() error {
	if err := l.it.Close(); err != nil {
		return readError("read", err)
	}
	return nil
}

// seek finds a key that may well be absent.
func seek(it *pebble.Iterator, key, dst []byte) (value []byte, found bool, err error) {
	if it.SeekPrefixGE(key) {
		if value, err = it.ValueAndErr(); err == nil {
			return append(dst, value...), true, nil
		}
	}
	if err := errors.Join(err, it.Error()); err != nil {
		return dst, false, readError("read", err)
	}
	return dst, false, nil
}
