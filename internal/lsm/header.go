package lsm

import (
	"encoding/binary"
	"fmt"
)

const (
	headerLen     = 5
	headerLongLen = headerLen + 8

	flagExpires = 1 << 0
)

// Header is what the value of every record begins with. The store reads the
// expiry, and nothing else, to find what is due.
type Header struct {
	Kind     uint8  // type in the high four bits, encoding in the low ones
	Access   uint32 // the clock of the last access, 24 bits
	ExpireAt int64  // unix milliseconds; 0 if the record does not expire, never negative
}

// AppendRecordHeader appends a header. The rest of the value follows it.
func AppendRecordHeader(dst []byte, h Header) []byte {
	var flags byte
	if h.ExpireAt != 0 {
		flags = flagExpires
	}
	dst = append(dst, h.Kind, flags, byte(h.Access), byte(h.Access>>8), byte(h.Access>>16))
	if flags != 0 {
		dst = binary.LittleEndian.AppendUint64(dst, uint64(h.ExpireAt))
	}
	return dst
}

// DecodeRecordHeader returns the header of a record and the value behind it. It
// reports ErrCorrupt for bytes that AppendRecordHeader does not write.
func DecodeRecordHeader(b []byte) (h Header, value []byte, err error) {
	if len(b) < headerLen {
		return Header{}, nil, fmt.Errorf("%w: record of %d bytes", ErrCorrupt, len(b))
	}
	h.Kind = b[0]
	h.Access = uint32(b[2]) | uint32(b[3])<<8 | uint32(b[4])<<16
	switch flags := b[1]; {
	case flags == 0:
		return h, b[headerLen:], nil
	case flags != flagExpires:
		return Header{}, nil, fmt.Errorf("%w: record with flags %#x", ErrCorrupt, flags)
	case len(b) < headerLongLen:
		return Header{}, nil, fmt.Errorf("%w: record of %d bytes has no room for its expiry", ErrCorrupt, len(b))
	}
	h.ExpireAt = int64(binary.LittleEndian.Uint64(b[headerLen:]))
	if h.ExpireAt <= 0 {
		return Header{}, nil, fmt.Errorf("%w: record with an expiry of %d", ErrCorrupt, h.ExpireAt)
	}
	return h, b[headerLongLen:], nil
}

// expiryOf returns the expiry of a record, 0 if it has none.
func expiryOf(b []byte) int64 {
	if len(b) < headerLongLen || b[1]&flagExpires == 0 {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(b[headerLen:]))
}
