package lsm

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// reader is what Store and Snapshot have in common.
type reader struct {
	from     pebble.Reader
	filtered *pebble.IterOptions // of reads that ask all filters
}

func newReader(from pebble.Reader) reader {
	return reader{from, &pebble.IterOptions{UseL6Filters: true}}
}

// Record appends the value of a record to dst. Filters answer for most keys that
// are not there.
func (r reader) Record(gen uint32, key, dst []byte) (value []byte, found bool, err error) {
	// The key takes the place that the value will have.
	return r.find(appendRecordKey(dst[len(dst):], gen, key), dst)
}

// Page appends a page to dst, or reports ErrMissing.
func (r reader) Page(gen uint32, container uint64, number uint32, dst []byte) ([]byte, error) {
	page, found, err := r.get(appendPageKey(dst[len(dst):], gen, container, number), dst)
	if err == nil && !found {
		err = fmt.Errorf("%w: %d of container %d in generation %d", ErrMissing, number, container, gen)
	}
	return page, err
}

// EachPage shows fn the numbers of the pages of a container in [from, to), in order.
func (r reader) EachPage(gen uint32, container uint64, from, to uint32, fn func(number uint32)) error {
	it, err := r.from.NewIter(&pebble.IterOptions{
		LowerBound: appendPageKey(nil, gen, container, from), UpperBound: appendPageKey(nil, gen, container, to),
	})
	if err != nil {
		return readError("iterate", err)
	}
	for it.First(); it.Valid(); it.Next() {
		at, err := decodeKey(it.Key())
		if err != nil {
			return errors.Join(err, it.Close())
		}
		fn(at.number)
	}
	if err := it.Close(); err != nil {
		return readError("iterate", err)
	}
	return nil
}

// get reads a key that is probably there: it does not ask the filters of the
// lowest level, which are larger than all others together.
func (r reader) get(key, dst []byte) ([]byte, bool, error) {
	value, closer, err := r.from.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return dst, false, nil
	}
	if err != nil {
		return dst, false, readError("read", err)
	}
	dst = append(dst, value...)
	if err := closer.Close(); err != nil {
		return dst, false, readError("read", err)
	}
	return dst, true, nil
}

// find reads a key that may well be absent. Only an iterator can be told to ask
// all filters.
func (r reader) find(key, dst []byte) (value []byte, found bool, err error) {
	it, err := r.from.NewIter(r.filtered)
	if err != nil {
		return dst, false, readError("read", err)
	}
	value, found, err = seek(it, key, dst)
	if closeErr := it.Close(); err == nil && closeErr != nil {
		return dst, false, readError("read", closeErr)
	}
	return value, found, err
}
