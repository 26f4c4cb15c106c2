package rdb

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
)

// layOutFor returns a value in a layout that a version has: as it is if the version has its type, read here or not, or
// in the plain layout that all versions have which are written. A hash with fields that expire has none, and a stream
// an older one that says less.
func layOutFor(version int, value []byte) ([]byte, error) {
	if len(value) > 0 && Type(value[0]) <= TypeHashTimedPacked && Type(value[0]).since() <= version {
		return value, nil
	}
	r := NewReader(value, math.MaxInt)
	t, err := r.Type()
	if err != nil {
		return nil, err
	}
	if t.Kind() == Stream {
		as := StreamType(version)
		return r.AppendStream([]byte{byte(as)}, t, as)
	}
	if t == TypeHashTimedValkey && TypeHashTimed.since() <= version {
		return r.appendTimed([]byte{byte(TypeHashTimed)}, t)
	}
	n, err := NewReader(value[1:], math.MaxInt).elements(t)
	if err != nil {
		return nil, err
	}
	return r.appendPlain(AppendLength([]byte{byte(plain(t.Kind()))}, n), t)
}

// appendTimed appends the fields of a hash in the layout of Redis.
func (r *Reader) appendTimed(dst []byte, t Type) ([]byte, error) {
	var fields []Field
	err := r.Hash(t, func(field, value []byte, expireAt int64) error {
		fields = append(fields, Field{Name: bytes.Clone(field), Value: bytes.Clone(value), ExpireAt: expireAt})
		return nil
	})
	return AppendTimedHash(dst, len(fields), slices.Values(fields)), err
}

// plain is the type of the plain layout.
func plain(k Kind) Type {
	switch k {
	case List:
		return TypeList
	case Set:
		return TypeSet
	case ZSet:
		return TypeZSet2
	case Hash:
		return TypeHash
	}
	return TypeString
}

// appendPlain appends the elements of a value in the plain layout.
func (r *Reader) appendPlain(dst []byte, t Type) ([]byte, error) {
	element := func(e []byte) error {
		dst = AppendString(dst, e)
		return nil
	}
	var err error
	switch t.Kind() {
	case List:
		err = r.List(t, element)
	case Set:
		err = r.Set(t, element)
	case ZSet:
		err = r.ZSet(t, func(m []byte, score float64) error {
			dst = binary.LittleEndian.AppendUint64(AppendString(dst, m), math.Float64bits(score))
			return nil
		})
	case Hash:
		err = r.Hash(t, func(field, value []byte, expireAt int64) error {
			if expireAt != 0 {
				return errTimedTooOld
			}
			dst = AppendString(AppendString(dst, field), value)
			return nil
		})
	}
	return dst, err
}

// elements counts the elements of a value.
func (r *Reader) elements(t Type) (n int, err error) {
	count := func([]byte) error {
		n++
		return nil
	}
	switch t.Kind() {
	case List:
		err = r.List(t, count)
	case Set:
		err = r.Set(t, count)
	case ZSet:
		err = r.ZSet(t, func(m []byte, _ float64) error { return count(m) })
	case Hash:
		err = r.Hash(t, func(f, _ []byte, _ int64) error { return count(f) })
	}
	return n, err
}
