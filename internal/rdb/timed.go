package rdb

import (
	"encoding/binary"
	"iter"
	"math"
	"strconv"
)

// A hash with fields that expire is, from version 12 on, the earliest expiry in 8 bytes, little-endian, and then
// either, of a TypeHashTimed, the number of fields and for each one a length, the field and its value, where the
// length is 0 for a field that stays, or 1 more than by how much its expiry comes after the earliest; or, of a
// TypeHashTimedPacked, a listpack of fields, values and expiries, where 0 is for a field that stays. There the fields
// lie in the order in which they expire. The release candidates had no earliest expiry in front, and the length was
// the expiry itself.

// maxFieldExpireAt is the latest expiry of a field that Redis takes.
const maxFieldExpireAt = 1<<48 - 1

// noFieldExpires stands for the earliest expiry where there is none.
const noFieldExpires = maxFieldExpireAt + 1

// A Field is one of a hash, with when it expires in unix milliseconds, 0 for never.
type Field struct {
	Name, Value []byte
	ExpireAt    int64
}

// AppendTimedHash appends n fields as the value of a TypeHashTimed. They are walked over twice.
func AppendTimedHash(dst []byte, n int, fields iter.Seq[Field]) []byte {
	earliest := earliestOf(fields)
	dst = AppendLength(binary.LittleEndian.AppendUint64(dst, uint64(earliest)), n)
	for f := range fields {
		dst = appendTimedField(dst, f, earliest)
	}
	return dst
}

// appendTimedField appends a field of a TypeHashTimed.
func appendTimedField(dst []byte, f Field, earliest int64) []byte {
	after := 0
	if f.ExpireAt != 0 {
		after = int(f.ExpireAt-earliest) + 1
	}
	return AppendString(AppendString(AppendLength(dst, after), f.Name), f.Value)
}

// AppendTimedListpack appends fields, in the order in which they expire and those that stay last, as the value of a
// TypeHashTimedPacked. They are walked over twice.
func AppendTimedListpack(dst []byte, fields iter.Seq[Field]) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, uint64(earliestOf(fields)))
	return AppendListpack(dst, func(yield func([]byte) bool) {
		var digits [20]byte
		for f := range fields {
			if !yield(f.Name) || !yield(f.Value) || !yield(strconv.AppendInt(digits[:0], f.ExpireAt, 10)) {
				return
			}
		}
	})
}

func earliestOf(fields iter.Seq[Field]) int64 {
	earliest := int64(noFieldExpires)
	for f := range fields {
		if f.ExpireAt != 0 {
			earliest = min(earliest, f.ExpireAt)
		}
	}
	return earliest
}

// earliest reads the expiry in front of the fields, which a release candidate does not have.
func (r *Reader) earliest(t Type) (uint64, error) {
	if t == TypeHashTimedRC || t == TypeHashTimedPackedRC {
		return 1, nil // so that what comes after it is the expiry itself
	}
	b, err := r.take(8)
	if err != nil {
		return 0, err
	}
	at := binary.LittleEndian.Uint64(b)
	if at > noFieldExpires {
		return 0, corrupt("expiry of a field")
	}
	return at, nil
}

// eachTimed visits the fields of a TypeHashTimed.
func (r *Reader) eachTimed(t Type, visit func(field, value []byte, expireAt int64) error) error {
	earliest, err := r.earliest(t)
	if err != nil {
		return err
	}
	n, err := r.count(3)
	if err != nil {
		return err
	}
	for range n {
		after, err := r.number()
		if err != nil {
			return err
		}
		at := uint64(0)
		if after != 0 {
			at = earliest + after - 1
		}
		if after > maxFieldExpireAt || at > maxFieldExpireAt {
			return corrupt("expiry of a field")
		}
		field, value, err := r.pair()
		if err != nil {
			return err
		}
		if err := visit(field, value, int64(at)); err != nil {
			return err
		}
	}
	return nil
}

// eachTimedValkey visits the fields of a TypeHashTimedValkey: fields, values, and expiries in 8 bytes, -1 for never.
func (r *Reader) eachTimedValkey(visit func(field, value []byte, expireAt int64) error) error {
	n, err := r.count(10)
	if err != nil {
		return err
	}
	for range n {
		field, value, err := r.pair()
		if err != nil {
			return err
		}
		b, err := r.take(8)
		if err != nil {
			return err
		}
		at := littleEndian(b)
		if at < -1 || at > maxFieldExpireAt {
			return corrupt("expiry of a field")
		}
		if err := visit(field, value, max(at, 0)); err != nil {
			return err
		}
	}
	return nil
}

// eachTimedPacked visits the fields of a TypeHashTimedPacked.
func (r *Reader) eachTimedPacked(t Type, visit func(field, value []byte, expireAt int64) error) error {
	if _, err := r.earliest(t); err != nil {
		return err
	}
	var kept [2]scratch
	part, last := 0, int64(0)
	err := r.eachPacked(openListpack, func(element []byte) error {
		if part < len(kept) {
			kept[part] = append(kept[part][:0], element...)
			part++
			return nil
		}
		part = 0
		at, ok := parseInt(element)
		if !ok || at < 0 || at > maxFieldExpireAt || sortedExpiry(at) < last {
			return corrupt("expiry of a field")
		}
		last = sortedExpiry(at)
		return visit(kept[0], kept[1], at)
	})
	if err == nil && part != 0 {
		return corrupt("number of elements")
	}
	return err
}

// sortedExpiry lets fields that stay come last.
func sortedExpiry(at int64) int64 {
	if at == 0 {
		return math.MaxInt64
	}
	return at
}
