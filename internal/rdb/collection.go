package rdb

import (
	"encoding/binary"
	"fmt"
	"math"
)

// An Element is one of a collection: an element of a list, a member, a member and its score, or a field and its value
// and expiry.
type Element struct {
	Name, Value []byte
	Score       float64
	ExpireAt    int64
}

// Collection is a value that is too large to be held in memory as a whole.
type Collection struct {
	Kind Kind
	Len  int
	// Each visits the elements, each time the same ones. They are valid until visit returns.
	Each func(visit func(Element) error) error
}

// Collection is Key for a collection, which it writes an element at a time.
func (f *FileWriter) Collection(name []byte, expireAt int64, c Collection) error {
	t, earliest, err := f.layOut(c)
	if err != nil {
		return fmt.Errorf("key %.100q: %w", name, err)
	}
	f.beginKey(name, expireAt, t)
	if t == TypeHashTimed {
		f.buf = binary.LittleEndian.AppendUint64(f.buf, uint64(earliest))
	}
	f.buf = AppendLength(f.buf, c.Len)
	n := 0
	err = c.Each(func(e Element) error {
		n++
		f.buf = appendElement(f.buf, t, e, earliest)
		if len(f.buf) >= flushBytes {
			f.flush()
		}
		return f.err
	})
	if err == nil && n != c.Len {
		err = fmt.Errorf("it has %d elements instead of %d: %w", n, c.Len, ErrCorrupt)
	}
	if err != nil {
		return fmt.Errorf("key %.100q: %w", name, err)
	}
	return nil
}

// layOut chooses the layout of a collection. Only those of hashes depend on the elements.
func (f *FileWriter) layOut(c Collection) (t Type, earliest int64, err error) {
	if c.Kind != Hash {
		return plain(c.Kind), 0, nil
	}
	earliest = noFieldExpires
	err = c.Each(func(e Element) error {
		if e.ExpireAt != 0 {
			earliest = min(earliest, e.ExpireAt)
		}
		return nil
	})
	switch {
	case err != nil || earliest == noFieldExpires:
		return TypeHash, 0, err
	case TypeHashTimed.since() > f.version:
		return 0, 0, errTimedTooOld
	}
	return TypeHashTimed, earliest, nil
}

// appendElement appends an element of a value of a plain type or of a TypeHashTimed.
func appendElement(dst []byte, t Type, e Element, earliest int64) []byte {
	switch t {
	case TypeZSet2:
		return binary.LittleEndian.AppendUint64(AppendString(dst, e.Name), math.Float64bits(e.Score))
	case TypeHash:
		return AppendString(AppendString(dst, e.Name), e.Value)
	case TypeHashTimed:
		return appendTimedField(dst, Field{e.Name, e.Value, e.ExpireAt}, earliest)
	}
	return AppendString(dst, e.Name)
}
