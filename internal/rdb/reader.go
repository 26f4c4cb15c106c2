package rdb

import (
	"io"
	"math"
)

// Reader reads values, from bytes in memory or from a stream.
type Reader struct {
	rest   []byte  // what is at hand and was not read
	source *source // where more comes from, nil if nothing does
	limit  int
	// mayBeEmpty lets collections have no elements, as in files of versions of Redis that have saved such.
	mayBeEmpty bool
	// scratches hold strings that do not lie in memory as they are, one for each that a visitor sees at once.
	scratches [2]scratch
	packed    scratch // and one for what a string is expanded from
}

// scratch is room for one string.
type scratch []byte

// NewReader returns a reader of data that refuses strings longer than limit.
func NewReader(data []byte, limit int) *Reader { return &Reader{rest: data, limit: limit} }

// newStreamReader returns a reader of a stream that refuses strings longer than limit. It keeps no more in memory than
// the strings that a visitor sees at once.
func newStreamReader(src io.Reader, limit int) *Reader {
	return &Reader{source: newSource(src), limit: limit}
}

// Len is the number of bytes at hand that have not been read; in memory, those are all.
func (r *Reader) Len() int { return len(r.rest) }

// mostLeft bounds the number of bytes that have not been read.
func (r *Reader) mostLeft() int {
	if r.source != nil {
		return math.MaxInt
	}
	return len(r.rest)
}

// Type reads the type of the value that follows.
func (r *Reader) Type() (Type, error) {
	b, err := r.take(1)
	if err != nil {
		return 0, err
	}
	if t := Type(b[0]); t.Kind() != Unknown {
		return t, nil
	}
	return 0, ErrType
}

// none is what a collection without elements is.
func (r *Reader) none() error {
	if r.mayBeEmpty {
		return nil
	}
	return corrupt("no elements")
}

// Byte reads one byte, such as the code of what follows.
func (r *Reader) Byte() (byte, error) {
	b, err := r.take(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// take reads n bytes, as a view. From a stream n must be small, and the view ends with the next read.
func (r *Reader) take(n int) ([]byte, error) {
	if n < 0 {
		return nil, errEnd
	}
	if n > len(r.rest) {
		if err := r.fill(n); err != nil {
			return nil, err
		}
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b, nil
}

// text reads n bytes: in memory as a view, from a stream into a scratch, which grows with what has come rather than
// with what was announced.
func (r *Reader) text(n int, to *scratch) ([]byte, error) {
	if r.source == nil {
		return r.take(n)
	}
	for *to = (*to)[:0]; len(*to) < n; {
		if len(r.rest) == 0 {
			if err := r.fill(1); err != nil {
				return nil, err
			}
		}
		part := r.rest[:min(n-len(*to), len(r.rest))]
		*to = append(*to, part...)
		r.rest = r.rest[len(part):]
	}
	return *to, nil
}

// fill fetches until n bytes are at hand.
func (r *Reader) fill(n int) (err error) {
	if r.source == nil {
		return errEnd
	}
	r.rest, err = r.source.fetch(r.rest, n)
	return err
}
