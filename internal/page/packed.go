package page

import (
	"encoding/binary"
	"math"
)

// packedHeader is the count of entries in front of them.
const packedHeader = 2

// Packed is a small collection in one piece: a count and the entries. It is a
// view; changes append the new page to a buffer of the caller's, because the
// caller owns the record that must grow. Empty bytes are an empty collection.
//
// Positions are byte offsets, from Start to End.
type Packed struct {
	shape Shape
	b     []byte
}

// Pack returns the view of b as a page of entries of the given shape.
func Pack(s Shape, b []byte) Packed { return Packed{s, b} }

// Len returns the number of entries.
func (p Packed) Len() int {
	if len(p.b) < packedHeader {
		return 0
	}
	return int(binary.LittleEndian.Uint16(p.b))
}

// Start returns the position of the first entry.
func (p Packed) Start() int { return packedHeader }

// End returns the position behind the last entry.
func (p Packed) End() int { return max(len(p.b), packedHeader) }

// Read returns the entry at pos and the position of the next one.
func (p Packed) Read(pos int) (Entry, int, error) { return p.shape.Read(p.b, pos) }

// Walk shows visit up to n items from pos on, as long as it wants more. The page
// must be one of Items.
func (p Packed) Walk(pos, n int, visit func(Item) (more bool)) error {
	_, _, err := WalkItems(p.b, pos, n, nil, visit)
	return err
}

// WalkScored is Walk for a page of Scored entries.
func (p Packed) WalkScored(pos, n int, visit func(score float64, member Item) (more bool)) error {
	_, _, err := WalkScored(p.b, pos, n, nil, visit)
	return err
}

// At returns the position of the i-th entry, 0 <= i <= Len.
func (p Packed) At(i int) (int, error) { return p.skip(p.Start(), i) }

// skip returns the position n entries after pos.
func (p Packed) skip(pos, n int) (int, error) {
	if n == 0 {
		return pos, nil // even in an empty page, which has no bytes to start from
	}
	if pos = p.shape.Skip(p.b, pos, n); pos < 0 {
		return 0, ErrCorrupt
	}
	return pos, nil
}

// Find returns the position of the entry with the given key, and whether there
// is one.
func (p Packed) Find(key Item) (int, bool, error) {
	var nd Needle
	nd.Set(key)
	if len(p.b) == 0 {
		return p.End(), false, nil
	}
	switch p.shape {
	case Pairs:
		return nd.find(p.b, p.Start(), 0, 1)
	case Scored:
		return nd.find(p.b, p.Start(), 1, 0)
	default: // IDs are not looked up by key
		return nd.find(p.b, p.Start(), 0, 0)
	}
}

// Seek returns the place of k among the entries of an ordered page.
func (p Packed) Seek(k *Bound) (Place, error) { return p.shape.Seek(p.b, p.Start(), k, nil) }

// Insert appends to dst the page with e inserted at pos.
func (p Packed) Insert(dst []byte, pos int, e *Entry) ([]byte, error) {
	if p.Len() == math.MaxUint16 {
		return dst, ErrFull
	}
	return p.splice(dst, pos, pos, e, p.Len()+1), nil
}

// InsertRun appends to dst the page with n entries, as their shape encodes
// them, inserted at pos.
func (p Packed) InsertRun(dst []byte, pos int, run []byte, n int) ([]byte, error) {
	count := p.Len() + n
	if count > math.MaxUint16 {
		return dst, ErrFull
	}
	dst = binary.LittleEndian.AppendUint16(dst, uint16(count))
	if len(p.b) <= packedHeader {
		return append(dst, run...), nil
	}
	dst = append(append(dst, p.b[packedHeader:pos]...), run...)
	return append(dst, p.b[pos:]...), nil
}

// Replace appends to dst the page with e instead of the entry at pos.
func (p Packed) Replace(dst []byte, pos int, e *Entry) ([]byte, error) {
	end, err := p.skip(pos, 1)
	if err != nil {
		return dst, err
	}
	return p.splice(dst, pos, end, e, p.Len()), nil
}

// Delete appends to dst the page without the n entries from pos.
func (p Packed) Delete(dst []byte, pos, n int) ([]byte, error) {
	end, err := p.skip(pos, n)
	if err != nil || n > p.Len() {
		return dst, ErrCorrupt
	}
	return p.splice(dst, pos, end, nil, p.Len()-n), nil
}

// splice appends the page with the bytes from pos to end replaced by e.
func (p Packed) splice(dst []byte, pos, end int, e *Entry, count int) []byte {
	dst = binary.LittleEndian.AppendUint16(dst, uint16(count))
	if len(p.b) > packedHeader {
		dst = append(dst, p.b[packedHeader:pos]...)
	}
	if e != nil {
		dst = p.shape.Append(dst, e)
	}
	if end < len(p.b) {
		dst = append(dst, p.b[end:]...)
	}
	return dst
}

// NextExpiry returns the earliest expiry of an entry, or 0.
func (p Packed) NextExpiry() (int64, error) {
	var least int64
	for pos := p.Start(); pos < len(p.b); {
		e, next, err := p.Read(pos)
		if err != nil {
			return 0, err
		}
		least = Earlier(least, e.ExpireAt)
		pos = next
	}
	return least, nil
}

// Earlier returns the earlier of two expiries, where 0 means never.
func Earlier(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// Check reports ErrCorrupt unless the page is as this package would write it.
// Bytes from disk or from a peer must pass it before they are used.
func (p Packed) Check() error {
	if len(p.b) == 0 && p.shape.valid() {
		return nil
	}
	if len(p.b) < packedHeader {
		return ErrCorrupt
	}
	count, err := p.shape.CheckRun(p.b[packedHeader:], false)
	if err == nil && count != p.Len() {
		err = ErrCorrupt
	}
	return err
}
