package lsm

import (
	"bytes"

	"github.com/cockroachdb/pebble/v2"
)

// Iterator walks the records of a generation in the order of their keys, as they
// were when it was made. It stands nowhere until it is moved.
type Iterator struct {
	it  *pebble.Iterator // nil if it could not be made
	gen uint32
	buf []byte // the key of a seek
	err error
}

// Records returns an iterator over the keys in [lower, upper); nil is no bound.
// It must be closed.
func (r reader) Records(gen uint32, lower, upper []byte) *Iterator {
	o := &pebble.IterOptions{
		LowerBound: appendRecordKey(nil, gen, lower),
		UpperBound: appendPrefixEnd(nil, keyRecord, gen),
	}
	if upper != nil {
		o.UpperBound = appendRecordKey(nil, gen, upper)
	}
	if bytes.Compare(o.UpperBound, o.LowerBound) < 0 {
		o.UpperBound = o.LowerBound // Pebble wants bounds in order
	}
	it := &Iterator{gen: gen}
	it.it, it.err = r.from.NewIter(o)
	return it
}

// First moves to the first record.
func (it *Iterator) First() bool { return it.it != nil && it.it.First() }

// Last moves to the last record.
func (it *Iterator) Last() bool { return it.it != nil && it.it.Last() }

// Next moves to the next record.
func (it *Iterator) Next() bool { return it.it != nil && it.it.Next() }

// Prev moves to the record before.
func (it *Iterator) Prev() bool { return it.it != nil && it.it.Prev() }

// SeekGE moves to the first record whose key is not less than key.
func (it *Iterator) SeekGE(key []byte) bool {
	it.buf = appendRecordKey(it.buf[:0], it.gen, key)
	return it.it != nil && it.it.SeekGE(it.buf)
}

// SeekLT moves to the last record whose key is less than key.
func (it *Iterator) SeekLT(key []byte) bool {
	it.buf = appendRecordKey(it.buf[:0], it.gen, key)
	return it.it != nil && it.it.SeekLT(it.buf)
}

// Valid reports whether the iterator stands on a record.
func (it *Iterator) Valid() bool { return it.it != nil && it.it.Valid() }

// Key returns the key, until the next move.
func (it *Iterator) Key() []byte { return it.it.Key()[recordPrefixLen:] }

// Value returns the value, until the next move. It is loaded only now. If that
// fails it is nil, and Error tells why.
func (it *Iterator) Value() []byte { return it.it.Value() }

// Error returns what went wrong. An iterator that has failed is not Valid.
func (it *Iterator) Error() error {
	if it.it != nil && it.err == nil {
		it.err = it.it.Error()
	}
	if it.err != nil {
		return readError("iterate", it.err)
	}
	return nil
}

// Close ends the iteration and returns what Error does.
func (it *Iterator) Close() error {
	err := it.Error()
	if it.it == nil {
		return err
	}
	if closeErr := it.it.Close(); err == nil && closeErr != nil {
		err = readError("iterate", closeErr)
	}
	it.it = nil
	return err
}
