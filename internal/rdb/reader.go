package rdb

// Reader reads values from bytes in memory.
type Reader struct {
	rest  []byte
	limit int
	// scratches hold strings that do not lie in the bytes as they are, one for each that a visitor sees at once.
	scratches [2]scratch
}

// scratch is room for one string.
type scratch []byte

// NewReader returns a reader of data that refuses strings longer than limit.
func NewReader(data []byte, limit int) *Reader { return &Reader{rest: data, limit: limit} }

// Len is the number of bytes that have not been read.
func (r *Reader) Len() int { return len(r.rest) }

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

// Byte reads one byte, such as the code of what follows.
func (r *Reader) Byte() (byte, error) {
	b, err := r.take(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// take reads n bytes, as a view.
func (r *Reader) take(n int) ([]byte, error) {
	if n < 0 || n > len(r.rest) {
		return nil, corrupt("end of data")
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b, nil
}
