package resp

import (
	"bytes"
	"io"
	"slices"
)

// Memory of a Reader: what it asks for at a time, and the largest buffer it
// keeps when it has read everything that came.
const (
	readerChunkBytes = 4 << 10
	keepReaderBytes  = 64 << 10
)

// Reader decodes the replies of a stream.
type Reader struct {
	src     io.Reader
	buf     []byte
	start   int // what lies before has been returned
	measure measure
}

// NewReader returns a Reader of src.
func NewReader(src io.Reader) *Reader { return &Reader{src: src} }

// Next waits for one reply and returns it; it stays good for as long as the
// caller wants. The end of the stream is io.EOF, io.ErrUnexpectedEOF if it comes
// within a reply. Errors in a reply are of type [ProtocolError].
func (r *Reader) Next() (Value, error) {
	for {
		n, err := r.measure.end(r.buf[r.start:])
		if err != nil {
			return Value{}, err
		}
		if n > 0 {
			return r.take(n)
		}
		if err := r.fill(); err != nil {
			return Value{}, err
		}
	}
}

// take decodes the n bytes that were measured, from a copy of their own.
func (r *Reader) take(n int) (v Value, err error) {
	d := decoder{buf: bytes.Clone(r.buf[r.start : r.start+n])}
	r.start += n
	r.measure = measure{}
	if r.start == len(r.buf) {
		r.start = 0
		r.buf = r.buf[:0]
		if cap(r.buf) > keepReaderBytes {
			r.buf = nil
		}
	}
	err = d.value(&v)
	return v, err
}

// fill reads once from the stream, after what is there already.
func (r *Reader) fill() error {
	if r.start > 0 {
		r.buf = r.buf[:copy(r.buf, r.buf[r.start:])]
		r.start = 0
	}
	r.buf = slices.Grow(r.buf, readerChunkBytes)
	n, err := r.src.Read(r.buf[len(r.buf):cap(r.buf)])
	r.buf = r.buf[:len(r.buf)+n]
	switch {
	case n > 0:
		return nil // an error will come again
	case err == io.EOF && len(r.buf) > 0:
		return io.ErrUnexpectedEOF
	}
	return err
}
