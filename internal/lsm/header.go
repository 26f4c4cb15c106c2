package lsm

import (
	"encoding/binary"
	"fmt"
)

const (
	headerLen = 5
	timeLen   = 8

	flagExpires = 1 << 0
	flagAlarm   = 1 << 1
)

// Header is what the value of every record begins with. The store reads its
// times, and nothing else, to find what is due.
type Header struct {
	Kind     uint8  // type in the high four bits, encoding in the low ones
	Access   uint32 // the clock of the last access, 24 bits
	ExpireAt int64  // unix milliseconds; 0 if the record does not expire, never negative
	AlarmAt  int64  // likewise: when something inside the value is due
}

// DueAt is the earlier of the two times, 0 if there is none.
func (h Header) DueAt() int64 {
	if h.ExpireAt == 0 || h.AlarmAt != 0 && h.AlarmAt < h.ExpireAt {
		return h.AlarmAt
	}
	return h.ExpireAt
}

// AppendRecordHeader appends a header. The rest of the value follows it.
func AppendRecordHeader(dst []byte, h Header) []byte {
	var flags byte
	if h.ExpireAt != 0 {
		flags = flagExpires
	}
	if h.AlarmAt != 0 {
		flags |= flagAlarm
	}
	dst = append(dst, h.Kind, flags, byte(h.Access), byte(h.Access>>8), byte(h.Access>>16))
	for _, at := range [...]int64{h.ExpireAt, h.AlarmAt} {
		if at != 0 {
			dst = binary.LittleEndian.AppendUint64(dst, uint64(at))
		}
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
	flags, rest := b[1], b[headerLen:]
	if flags > flagExpires|flagAlarm {
		return Header{}, nil, fmt.Errorf("%w: record with flags %#x", ErrCorrupt, flags)
	}
	if flags&flagExpires != 0 {
		if h.ExpireAt, rest, err = decodeTime(rest); err != nil {
			return Header{}, nil, err
		}
	}
	if flags&flagAlarm != 0 {
		if h.AlarmAt, rest, err = decodeTime(rest); err != nil {
			return Header{}, nil, err
		}
	}
	return h, rest, nil
}

func decodeTime(b []byte) (at int64, rest []byte, err error) {
	if len(b) < timeLen {
		return 0, nil, fmt.Errorf("%w: record ends in its header", ErrCorrupt)
	}
	if at = int64(binary.LittleEndian.Uint64(b)); at <= 0 {
		return 0, nil, fmt.Errorf("%w: record with a time of %d", ErrCorrupt, at)
	}
	return at, b[timeLen:], nil
}

// dueOf returns the time under which the index has a record, 0 if it has none.
func dueOf(b []byte) int64 {
	h, _, err := DecodeRecordHeader(b)
	if err != nil {
		return 0
	}
	return h.DueAt()
}
