package lsm

import (
	"encoding/binary"
	"fmt"
)

// The first byte of a key says what lies there. Pinned.
const (
	keyMeta   = 0x00
	keyRecord = 0x01
	keyPage   = 0x02
	keyDue    = 0x03 // the index of expiries; no values
)

const (
	recordPrefixLen = 1 + 4         // kind, generation
	pageKeyLen      = 1 + 4 + 8 + 4 // kind, generation, container, number
	dueKeyLen       = 1 + 4 + 8     // kind, generation, expiry; the record's key follows
)

// appendRecordKey appends the key of a record. Big-endian generations keep a
// database's records together, in the order of their keys.
func appendRecordKey(dst []byte, gen uint32, key []byte) []byte {
	return append(appendPrefix(dst, keyRecord, gen), key...)
}

// appendPageKey appends the key of a page.
func appendPageKey(dst []byte, gen uint32, container uint64, number uint32) []byte {
	dst = binary.BigEndian.AppendUint64(appendPrefix(dst, keyPage, gen), container)
	return binary.BigEndian.AppendUint32(dst, number)
}

// appendDueKey appends the key of an entry in the index of expiries.
func appendDueKey(dst []byte, gen uint32, dueAt int64, key []byte) []byte {
	return append(binary.BigEndian.AppendUint64(appendPrefix(dst, keyDue, gen), uint64(dueAt)), key...)
}

// appendPrefix appends what all keys of a kind in a generation begin with.
func appendPrefix(dst []byte, kind byte, gen uint32) []byte {
	return binary.BigEndian.AppendUint32(append(dst, kind), gen)
}

// appendPrefixEnd appends the least key above a generation.
func appendPrefixEnd(dst []byte, kind byte, gen uint32) []byte {
	if gen == 1<<32-1 {
		return append(dst, kind+1)
	}
	return appendPrefix(dst, kind, gen+1)
}

func metaKey() []byte { return []byte{keyMeta} }

// location is a key taken apart.
type location struct {
	kind      byte
	gen       uint32
	record    []byte // the key of a record
	dueAt     int64  // in the index of expiries
	container uint64 // of a page
	number    uint32
}

// decodeKey reports ErrCorrupt for a key that this package does not write.
func decodeKey(b []byte) (location, error) {
	switch {
	case len(b) == 1 && b[0] == keyMeta:
		return location{kind: keyMeta}, nil
	case len(b) >= recordPrefixLen && b[0] == keyRecord:
		return location{kind: keyRecord, gen: binary.BigEndian.Uint32(b[1:]), record: b[recordPrefixLen:]}, nil
	case len(b) == pageKeyLen && b[0] == keyPage:
		return location{
			kind:      keyPage,
			gen:       binary.BigEndian.Uint32(b[1:]),
			container: binary.BigEndian.Uint64(b[5:]),
			number:    binary.BigEndian.Uint32(b[13:]),
		}, nil
	case len(b) >= dueKeyLen && b[0] == keyDue:
		return location{
			kind:   keyDue,
			gen:    binary.BigEndian.Uint32(b[1:]),
			dueAt:  int64(binary.BigEndian.Uint64(b[5:])),
			record: b[dueKeyLen:],
		}, nil
	}
	return location{}, fmt.Errorf("%w: unknown key %q", ErrCorrupt, b)
}
