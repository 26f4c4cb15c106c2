package stream

import (
	"bytes"
	"encoding/binary"
	"math"

	"github.com/holdfast-db/holdfast/internal/page"
)

const (
	// chunkBytes is how long a chunk of several entries gets: with the header of its blob just 1 KiB. Twice of it saves
	// under 2 % of memory and makes appends and deletions copy twice as much.
	chunkBytes = 1<<10 - page.HeaderLen
	// chunkHead is the count of entries in front of the fields that they share.
	chunkHead = 2
	// maxAge is how many milliseconds after the first entry of a chunk another one may be.
	maxAge = math.MaxUint32
)

// A chunk is the count of its entries, the fields of the first one, and the entries. An entry is a number, twice its
// distance to the base in milliseconds, plus one if it does not have the shared fields; the second part of its id, as a
// distance where the first parts are equal; and its values, with their fields in between if those are its own.

// Entry is one entry. It is a view, valid until the stream changes.
type Entry struct {
	ID     ID
	pairs  int
	fields []byte // the shared fields, nil if they stand before their values
	values []byte
}

// Len is the number of pairs of a field and a value.
func (e *Entry) Len() int { return e.pairs }

// Each visits the pairs in order.
func (e *Entry) Each(visit func(field, value page.Item)) {
	f, v := 0, 0
	for range e.pairs {
		var field, value page.Item
		var err error
		if e.fields != nil {
			field, f, err = page.ReadItem(e.fields, f)
		} else {
			field, v, err = page.ReadItem(e.values, v)
		}
		must(err)
		value, v, err = page.ReadItem(e.values, v)
		must(err)
		visit(field, value)
	}
}

// Value returns the value of the first field of a name.
func (e *Entry) Value(name page.Item) (value page.Item, found bool) {
	e.Each(func(f, v page.Item) {
		if !found && f.Compare(name) == 0 {
			value, found = v, true
		}
	})
	return value, found
}

// reader reads the entries of a chunk in order.
type reader struct {
	base   ID
	b      []byte
	off    int
	left   int // entries to come
	pairs  int // shared fields
	fields []byte
}

// openChunk begins to read a chunk.
func openChunk(base ID, b []byte) (r reader, err error) {
	if len(b) < chunkHead {
		return r, page.ErrCorrupt
	}
	r = reader{base: base, b: b, left: int(binary.LittleEndian.Uint16(b))}
	n, at := readUint(b, chunkHead)
	if at < 0 || n > uint64(len(b)) {
		return r, page.ErrCorrupt
	}
	r.pairs = int(n)
	if r.off = skip(b, at, r.pairs); r.off < 0 {
		return r, page.ErrCorrupt
	}
	r.fields = b[at:r.off:r.off]
	return r, nil
}

// next reads the next entry, or reports false at the end.
func (r *reader) next(e *Entry) (ok bool, err error) {
	if r.left == 0 {
		return false, nil
	}
	head, at := readUint(r.b, r.off)
	seq, at := readUint(r.b, at)
	if at < 0 {
		return false, page.ErrCorrupt
	}
	e.ID = ID{Hi: r.base.Hi + head>>1, Lo: seq}
	if head>>1 == 0 {
		e.ID.Lo += r.base.Lo
	}
	e.pairs, e.fields = r.pairs, r.fields
	items := r.pairs
	if head&1 != 0 {
		var n uint64
		if n, at = readUint(r.b, at); at < 0 || n > uint64(len(r.b)) {
			return false, page.ErrCorrupt
		}
		e.pairs, e.fields = int(n), nil
		items = 2 * int(n)
	}
	end := skip(r.b, at, items)
	if end < 0 {
		return false, page.ErrCorrupt
	}
	e.values = r.b[at:end:end]
	r.off = end
	r.left--
	return true, nil
}

// seek steps over the entries before an id.
func (r *reader) seek(from ID) error {
	for ; r.left > 0; r.left-- {
		head, at := readUint(r.b, r.off)
		seq, at := readUint(r.b, at)
		id := ID{Hi: r.base.Hi + head>>1, Lo: seq}
		if head>>1 == 0 {
			id.Lo += r.base.Lo
		}
		if at >= 0 && id.Compare(from) >= 0 {
			return nil
		}
		items := uint64(r.pairs)
		if head&1 != 0 {
			items, at = readUint(r.b, at)
			items *= 2
		}
		if at < 0 || items > uint64(len(r.b)) {
			return page.ErrCorrupt
		}
		if items == 1 {
			r.off = page.ItemEnd(r.b, at)
		} else {
			r.off = skip(r.b, at, int(items))
		}
		if r.off < 0 {
			return page.ErrCorrupt
		}
	}
	return nil
}

// skip returns where the n items from b[off] on end, or -1.
func skip(b []byte, off, n int) int {
	if n == 0 {
		return off
	}
	return page.Items.Skip(b, off, n)
}

// readUint reads a varint. It takes its own -1, so that calls can be chained and checked once.
func readUint(b []byte, off int) (uint64, int) {
	if uint(off) >= uint(len(b)) {
		return 0, -1
	}
	if c := b[off]; c < 0x80 {
		return uint64(c), off + 1
	}
	n, size := binary.Uvarint(b[off:])
	if size <= 0 {
		return 0, -1
	}
	return n, off + size
}

// appendChunk appends a chunk of one entry, which is its base.
func appendChunk(dst []byte, pairs [][]byte) []byte {
	dst = binary.LittleEndian.AppendUint16(dst, 1)
	dst = binary.AppendUvarint(dst, uint64(len(pairs)/2))
	for i := 0; i < len(pairs); i += 2 {
		dst = page.AppendItem(dst, page.Text(pairs[i]))
	}
	dst = append(dst, 0, 0)
	for i := 1; i < len(pairs); i += 2 {
		dst = page.AppendItem(dst, page.Text(pairs[i]))
	}
	return dst
}

// appendEntry appends an entry to a chunk whose head it corrects. It reports false, and the chunk as it was, if the
// entry does not fit there.
func appendEntry(chunk []byte, base, id ID, pairs [][]byte) ([]byte, bool) {
	count, used := int(binary.LittleEndian.Uint16(chunk)), len(chunk)
	if count == math.MaxUint16 || id.Hi-base.Hi > maxAge {
		return chunk, false
	}
	shares := sharesFields(chunk, pairs)
	head, seq := (id.Hi-base.Hi)<<1, id.Lo
	if id.Hi == base.Hi {
		seq -= base.Lo
	}
	if !shares {
		head |= 1
	}
	b := binary.AppendUvarint(binary.AppendUvarint(chunk, head), seq)
	if !shares {
		b = binary.AppendUvarint(b, uint64(len(pairs)/2))
	}
	for i := 0; i < len(pairs); i += 2 {
		if !shares {
			b = page.AppendItem(b, page.Text(pairs[i]))
		}
		b = page.AppendItem(b, page.Text(pairs[i+1]))
		if len(b) > chunkBytes {
			return b[:used], false
		}
	}
	binary.LittleEndian.PutUint16(b, uint16(count+1))
	return b, true
}

// sharesFields reports whether the pairs have the fields that the chunk names.
func sharesFields(chunk []byte, pairs [][]byte) bool {
	n, at := readUint(chunk, chunkHead)
	if int(n) != len(pairs)/2 {
		return false
	}
	for i := 0; i < len(pairs); i += 2 {
		it, end, err := page.ReadItem(chunk, at)
		must(err)
		var digits [32]byte
		if !bytes.Equal(it.View(digits[:]), pairs[i]) {
			return false
		}
		at = end
	}
	return true
}

// cut appends to dst a chunk without the n entries between two offsets.
func cut(dst, chunk []byte, from, to, n int) []byte {
	count := binary.LittleEndian.Uint16(chunk)
	dst = binary.LittleEndian.AppendUint16(dst, count-uint16(n))
	dst = append(dst, chunk[chunkHead:from]...)
	return append(dst, chunk[to:]...)
}

// checkChunk reports page.ErrCorrupt unless b is a chunk as this package would write it.
func checkChunk(base ID, b []byte) error {
	r, err := openChunk(base, b)
	if err != nil {
		return err
	}
	if r.left == 0 || checkItems(r.fields) != nil {
		return page.ErrCorrupt
	}
	last, isFirst := base, true
	var e Entry
	for {
		ok, err := r.next(&e)
		switch {
		case err != nil:
			return err
		case !ok && r.off != len(b):
			return page.ErrCorrupt
		case !ok:
			return nil
		}
		c := e.ID.Compare(last)
		if c < 0 || c == 0 && !isFirst || e.ID.Hi-base.Hi > maxAge || checkItems(e.values) != nil {
			return page.ErrCorrupt
		}
		last, isFirst = e.ID, false
	}
}

// checkItems reports page.ErrCorrupt unless b is nothing but items as the encoder writes them.
func checkItems(b []byte) error {
	_, err := page.Items.CheckRun(b, false)
	return err
}
