package rdb

// Skip passes over a value of a type, and checks it as those do who read it.
func (r *Reader) Skip(t Type) error {
	nothing := func([]byte) error { return nil }
	switch t.Kind() {
	case String:
		_, err := r.String()
		return err
	case List:
		return r.List(t, nothing)
	case Set:
		return r.Set(t, nothing)
	case ZSet:
		return r.ZSet(t, func([]byte, float64) error { return nil })
	case Hash:
		return r.Hash(t, func(_, _ []byte, _ int64) error { return nil })
	case Stream:
		return r.Stream(t, skippedStream{})
	}
	return ErrType
}

// skippedStream is a StreamVisitor for which a stream that can be read is good enough.
type skippedStream struct{}

func (skippedStream) Entry(StreamID, [][]byte) error        { return nil }
func (skippedStream) Head(Type, StreamHead) error           { return nil }
func (skippedStream) Group([]byte, StreamID, int64) error   { return nil }
func (skippedStream) Pending(StreamID, int64, uint64) error { return nil }
func (skippedStream) Consumer([]byte, int64, int64) error   { return nil }
func (skippedStream) Owned(StreamID) error                  { return nil }
