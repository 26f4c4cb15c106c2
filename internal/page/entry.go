package page

import (
	"encoding/binary"
	"math"
)

// Shape says what an entry is made of. The numbers are pinned.
type Shape uint8

const (
	// Items are single items: the elements of a list, the members of a set.
	Items Shape = 1
	// Pairs are a key, a value and sometimes an expiry: the fields of a hash.
	Pairs Shape = 2
	// Scored are a score and a member, ordered by score, then member.
	Scored Shape = 3
	// IDs are a 16-byte id and a value, ordered by id.
	IDs Shape = 4
)

const (
	idLen     = 16
	expiryLen = 7
	// MaxExpireAt is the latest expiry that an entry can carry.
	MaxExpireAt = 1<<48 - 1
)

// ID is a position in an IDs container: two numbers, compared in turn.
type ID struct{ Hi, Lo uint64 }

// Entry is one element of a collection. Which fields mean something depends on
// the shape.
type Entry struct {
	Key      Item    // element, member or field
	Value    Item    // Pairs and IDs
	Score    float64 // Scored
	ID       ID      // IDs
	ExpireAt int64   // Pairs: unix milliseconds up to MaxExpireAt, 0 for none
}

// End returns where the entry at b[off] ends, or -1 if there is none.
func (s Shape) End(b []byte, off int) int {
	switch s {
	case Pairs:
		off = itemEnd(b, skipExpiry(b, off))
	case Scored:
		off = itemEnd(b, off)
	case IDs:
		off += idLen
	}
	return itemEnd(b, off)
}

// Skip returns where the n entries from b[off] on end, or -1 if there are not
// as many. Short elements, which most walks through lists are made of, need no
// call, and those of one length in a row need not even wait for the length.
func (s Shape) Skip(b []byte, off, n int) int {
	if s == Scored {
		return skipScored(b, off, n)
	}
	for ; n > 0 && off >= 0; n-- {
		if s != Items || off >= len(b) || b[off] >= headInt {
			off = s.End(b, off)
			continue
		}
		head := b[off]
		off += 1 + int(head)
		for n > 1 && off < len(b) && b[off] == head {
			off += 1 + int(head)
			n--
		}
	}
	if off > len(b) {
		return -1
	}
	return off
}

// skipExpiry steps over the expiry in front of a pair, if there is one.
func skipExpiry(b []byte, off int) int {
	if uint(off) < uint(len(b)) && b[off] == headTimed {
		return off + expiryLen
	}
	return off
}

// KeyAt returns where the key of the entry at b[off] begins. Only shapes that
// are looked up by key have one.
func (s Shape) KeyAt(b []byte, off int) int {
	if s == Pairs {
		return skipExpiry(b, off)
	}
	return off
}

// ValueAt returns where the value of the entry at b[off] begins, or -1.
func (s Shape) ValueAt(b []byte, off int) int { return itemEnd(b, s.KeyAt(b, off)) }

// Read returns the entry at b[off] and where it ends.
func (s Shape) Read(b []byte, off int) (e Entry, end int, err error) {
	switch s {
	case Pairs:
		if at := skipExpiry(b, off); at != off {
			if at > len(b) {
				return Entry{}, 0, ErrCorrupt
			}
			e.ExpireAt = readUint48(b[off+1:])
			off = at
		}
		if e.Key, end, err = readItem(b, off); err == nil {
			e.Value, end, err = readItem(b, end)
		}
	case Scored:
		if e.Score, end, err = readScore(b, off); err == nil {
			e.Key, end, err = readItem(b, end)
		}
	case IDs:
		if e.ID, end, err = readID(b, off); err == nil {
			e.Value, end, err = readItem(b, end)
		}
	default:
		e.Key, end, err = readItem(b, off)
	}
	return e, end, err
}

// readScore returns the score at b[off] and where it ends. The two usual forms
// come first.
func readScore(b []byte, off int) (float64, int, error) {
	if uint(off) < uint(len(b)) {
		if h := b[off]; h == headFloat && len(b)-off >= 9 {
			return math.Float64frombits(binary.LittleEndian.Uint64(b[off+1:])), off + 9, nil
		} else if h >= headInt && h < headWide {
			return float64(h - headInt), off + 1, nil
		}
	}
	it, end, err := readItem(b, off)
	if err != nil {
		return 0, 0, err
	}
	f, ok := it.Float()
	if !ok {
		return 0, 0, ErrCorrupt
	}
	return f, end, nil
}

// readID reads an id. Ids are big-endian, as they are in keys on disk.
func readID(b []byte, off int) (ID, int, error) {
	if uint(off) > uint(len(b)) || len(b)-off < idLen {
		return ID{}, 0, ErrCorrupt
	}
	be := binary.BigEndian
	return ID{be.Uint64(b[off:]), be.Uint64(b[off+8:])}, off + idLen, nil
}

func readUint48(b []byte) int64 {
	le := binary.LittleEndian
	return int64(le.Uint32(b)) | int64(le.Uint16(b[4:]))<<32
}

// Len returns the encoded length of e.
func (s Shape) Len(e *Entry) int {
	switch s {
	case Pairs:
		return ExpiryLen(e.ExpireAt) + ItemLen(e.Key) + ItemLen(e.Value)
	case Scored:
		return ItemLen(Score(e.Score)) + ItemLen(e.Key)
	case IDs:
		return idLen + ItemLen(e.Value)
	}
	return ItemLen(e.Key)
}

// Append appends the encoding of e.
func (s Shape) Append(dst []byte, e *Entry) []byte {
	switch s {
	case Pairs:
		return AppendItem(AppendItem(AppendExpiry(dst, e.ExpireAt), e.Key), e.Value)
	case Scored:
		return AppendItem(AppendItem(dst, Score(e.Score)), e.Key)
	case IDs:
		dst = binary.BigEndian.AppendUint64(dst, e.ID.Hi)
		return AppendItem(binary.BigEndian.AppendUint64(dst, e.ID.Lo), e.Value)
	}
	return AppendItem(dst, e.Key)
}

// ExpiryLen returns the encoded length of an expiry; 0, which is none, has none.
func ExpiryLen(at int64) int {
	if at == 0 {
		return 0
	}
	return expiryLen
}

// AppendExpiry appends what stands in front of a pair that expires at at.
func AppendExpiry(dst []byte, at int64) []byte {
	if at == 0 {
		return dst
	}
	dst = binary.LittleEndian.AppendUint32(append(dst, headTimed), uint32(at))
	return binary.LittleEndian.AppendUint16(dst, uint16(at>>32))
}

// valid reports whether s is a shape that this version knows.
func (s Shape) valid() bool { return s >= Items && s <= IDs }
