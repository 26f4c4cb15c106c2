package lsm

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
)

const (
	randomBlocks = 2    // so many blocks' worth of records are walked through
	randomWalk   = 4096 // at most so many records
)

// Random returns a record's key at random, or false if there is none.
//
// It halves the range of keys again and again, and goes to either side with a
// probability in proportion to the bytes in tables there, until some blocks are
// left, from which every key is as likely. So it is fair by bytes, not by keys:
// where records are ten times as long, keys come ten times less often than they
// should, and versions that are overwritten or deleted but not yet compacted
// still weigh. While nothing has been flushed there are no bytes to go by: both
// halves are then as likely, whatever their number of keys.
func (s *Store) Random(gen uint32, rng *rand.Rand) (key []byte, found bool, err error) {
	it := s.Records(gen, nil, nil)
	if it.First() {
		lo := slices.Clone(it.Key())
		if it.Last() {
			key, err = s.narrow(it, lo, slices.Clone(it.Key()), rng)
		}
	}
	if err = errors.Join(err, it.Close()); err != nil {
		return nil, false, err
	}
	return key, key != nil, nil
}

// narrow returns a key from lo to hi, which are keys of records.
func (s *Store) narrow(it *Iterator, lo, hi []byte, rng *rand.Rand) ([]byte, error) {
	for it.Valid() && !bytes.Equal(lo, hi) {
		mid := between(lo, hi)
		left, err := s.tableBytes(it.gen, lo, mid)
		if err != nil {
			return nil, err
		}
		right, err := s.tableBytes(it.gen, mid, hi)
		if err != nil {
			return nil, err
		}
		total := left + right
		if total > 0 && total <= randomBlocks*blockBytes {
			break
		}
		if total == 0 {
			left, total = 1, 2
		}
		if rng.Uint64N(total) < left {
			if it.SeekLT(mid) {
				hi = append(hi[:0], it.Key()...)
			}
		} else if it.SeekGE(mid) {
			lo = append(lo[:0], it.Key()...)
		}
	}
	return pick(it, lo, hi, rng), nil
}

// pick returns one of the first keys from lo to hi; nil if the iterator fails.
func pick(it *Iterator, lo, hi []byte, rng *rand.Rand) (key []byte) {
	n := 0
	for ok := it.SeekGE(lo); ok && n < randomWalk && bytes.Compare(it.Key(), hi) <= 0; ok = it.Next() {
		if n++; rng.IntN(n) == 0 {
			key = append(make([]byte, 0, len(hi)), it.Key()...) // the empty key is not nil
		}
	}
	return key
}

// between returns a key above lo and not above hi, which is above lo, about in
// the middle as bytes go.
func between(lo, hi []byte) []byte {
	n := 0
	for n < len(lo) && lo[n] == hi[n] {
		n++
	}
	d := (digits(lo[n:]) + digits(hi[n:]) + 1) / 2
	mid := append(slices.Clone(hi[:n]), byte(d>>16), byte(d>>8), byte(d))
	if bytes.Compare(mid, lo) <= 0 || bytes.Compare(mid, hi) > 0 {
		return slices.Clone(hi)
	}
	return mid
}

// digits returns the first three bytes as a number.
func digits(b []byte) uint32 {
	var d uint32
	for i := range 3 {
		d <<= 8
		if i < len(b) {
			d |= uint32(b[i])
		}
	}
	return d
}

// tableBytes estimates the bytes that tables hold of a range of records.
func (s *Store) tableBytes(gen uint32, lower, upper []byte) (uint64, error) {
	n, err := s.db.EstimateDiskUsage(appendRecordKey(nil, gen, lower), appendRecordKey(nil, gen, upper))
	if err != nil {
		return 0, readError(fmt.Sprintf("estimate the size of generation %d", gen), err)
	}
	return n, nil
}
