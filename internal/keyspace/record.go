package keyspace

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

// A record is one block:
//
//	 0        1        2 3 4        5        6
//	+--------+--------+------------+--------+---------+-----------+----------+-----+-------+
//	| type   | flags  | access     | state  | key len | value len | expiry   | key | value |
//	| << 4 | |        | uint24 LE  |        | uvarint | uvarint   | int64 LE |     |       |
//	| enc    |        |            |        |         |           | if flag  |     |       |
//	+--------+--------+------------+--------+---------+-----------+----------+-----+-------+
//
// docs/format/record.md tells more. The capacity of the block is the arena's
// business; what lies behind the value is undefined.
const (
	flagExpires = 1

	fixedBytes     = 6 // everything before the lengths
	shortBytes     = 8 // header when both lengths are below 128
	maxHeaderBytes = fixedBytes + 5 + binary.MaxVarintLen64
	expiryBytes    = 8
)

// A shape tells where the parts of a record lie.
type shape struct {
	keyBytes   int
	valueBytes int
	expires    bool
}

func uvarintBytes(n int) int {
	return (bits.Len(uint(n)|1) + 6) / 7
}

// keyAt is where the key begins.
func (s shape) keyAt() int {
	at := fixedBytes + uvarintBytes(s.keyBytes) + uvarintBytes(s.valueBytes)
	if s.expires {
		at += expiryBytes
	}
	return at
}

// size is the length of the whole.
func (s shape) size() int {
	return s.keyAt() + s.keyBytes + s.valueBytes
}

// A Record is a view of a key and its value. It is valid under the shard's lock
// until the next change of its Space. It is no longer than what the compiler keeps
// in registers: four words, in at most four fields.
type Record struct {
	data  []byte
	ref   arena.Ref
	valAt uint32
}

// loadRecord reads the header of the record at ref.
func loadRecord(a *arena.Arena, ref arena.Ref) Record {
	head := a.View(ref, shortBytes)
	keyBytes, valueBytes, at := int(head[6]), int(head[7]), shortBytes
	if isLong(head) {
		keyBytes, valueBytes, at = longLengths(a.View(ref, maxHeaderBytes))
	}
	if head[1]&flagExpires != 0 {
		at += expiryBytes
	}
	valAt := at + keyBytes
	return Record{data: a.View(ref, valAt+valueBytes), ref: ref, valAt: uint32(valAt)}
}

// isLong reports whether a length takes more than a byte.
func isLong(head []byte) bool { return (head[6]|head[7])&0x80 != 0 }

// keyAt is where the key begins.
func (r Record) keyAt() int {
	at := shortBytes
	if isLong(r.data) {
		_, _, at = longLengths(r.data)
	}
	if r.expires() {
		at += expiryBytes
	}
	return at
}

// viewRecord lays a record of shape s over the block at ref.
func viewRecord(a *arena.Arena, ref arena.Ref, s shape) Record {
	at := s.keyAt()
	return Record{data: a.View(ref, s.size()), ref: ref, valAt: uint32(at + s.keyBytes)}
}

// longLengths reads the lengths of a record with at least 128 bytes of key or value.
func longLengths(head []byte) (keyBytes, valueBytes, at int) {
	k, n := binary.Uvarint(head[fixedBytes:])
	v, m := binary.Uvarint(head[fixedBytes+n:])
	return int(k), int(v), fixedBytes + n + m
}

// writeHeader writes all before the key.
func writeHeader(data []byte, s shape, kind, state uint8, access uint32, expireAt int64) {
	data[0] = kind
	data[1] = 0
	putAccess(data, access)
	data[5] = state
	at := fixedBytes
	at += binary.PutUvarint(data[at:], uint64(s.keyBytes))
	at += binary.PutUvarint(data[at:], uint64(s.valueBytes))
	if s.expires {
		data[1] = flagExpires
		binary.LittleEndian.PutUint64(data[at:], uint64(expireAt))
	}
}

func putAccess(data []byte, access uint32) {
	data[2], data[3], data[4] = byte(access), byte(access>>8), byte(access>>16)
}

func packKind(t Type, e Encoding) uint8 {
	return uint8(t)<<4 | uint8(e)
}

// Type tells what the key holds.
func (r Record) Type() Type { return Type(r.data[0] >> 4) }

// Encoding tells how the value is stored.
func (r Record) Encoding() Encoding { return Encoding(r.data[0] & 15) }

// Key is a view of the key.
func (r Record) Key() []byte { return r.data[r.keyAt():r.valAt:r.valAt] }

// Value is a view of the value. Whoever writes to it calls Space.MarkDirty.
func (r Record) Value() []byte { return r.data[r.valAt:len(r.data):len(r.data)] }

// ExpireAt is the time of expiry in unix milliseconds, or 0.
func (r Record) ExpireAt() int64 {
	if !r.expires() {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(r.data[r.keyAt()-expiryBytes:]))
}

// putExpiry overwrites the expiry of a record that has one.
func (r Record) putExpiry(at int64) {
	binary.LittleEndian.PutUint64(r.data[r.keyAt()-expiryBytes:], uint64(at))
}

func (r Record) expires() bool { return r.data[1]&flagExpires != 0 }

// Access is the access clock or counter that SetAccess stored: 24 bits.
func (r Record) Access() uint32 {
	return uint32(r.data[2]) | uint32(r.data[3])<<8 | uint32(r.data[4])<<16
}

// SetAccess stores the access clock, whose meaning is the caller's business, and
// notes the use for Sweep. The record does not become dirty.
func (r Record) SetAccess(access uint32) {
	putAccess(r.data, access)
	r.data[5] |= stateHot
}

// Int is the value of a record with EncInt.
func (r Record) Int() int64 { return DecodeInt(r.Value()) }

// DecodeInt is the integer that a value with EncInt holds.
func DecodeInt(v []byte) int64 {
	switch len(v) {
	case 1:
		return int64(int8(v[0]))
	case 2:
		return int64(int16(binary.LittleEndian.Uint16(v)))
	case 4:
		return int64(int32(binary.LittleEndian.Uint32(v)))
	default:
		return int64(binary.LittleEndian.Uint64(v))
	}
}

// AppendInt appends an integer as a value with EncInt holds it.
func AppendInt(dst []byte, v int64) []byte {
	var value [8]byte
	binary.LittleEndian.PutUint64(value[:], uint64(v))
	return append(dst, value[:intBytes(v)]...)
}

// intBytes is how many bytes hold v.
func intBytes(v int64) int {
	switch {
	case v == int64(int8(v)):
		return 1
	case v == int64(int16(v)):
		return 2
	case v == int64(int32(v)):
		return 4
	}
	return 8
}

// covers tells whether b is a view into the record.
func (r Record) covers(b []byte) bool {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	from := uintptr(unsafe.Pointer(unsafe.SliceData(r.data)))
	return len(b) > 0 && at < from+uintptr(len(r.data)) && from < at+uintptr(len(b))
}

func (r Record) shape() shape {
	return shape{keyBytes: int(r.valAt) - r.keyAt(), valueBytes: len(r.data) - int(r.valAt), expires: r.expires()}
}
