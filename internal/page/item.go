package page

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"unsafe"
)

// The first byte of an item tells its form. The numbers are pinned: they are
// on disk.
const (
	headInt   = 0x80 // 0x80..0xBF: the integers 0..63
	headWide  = 0xC0 // 0xC0..0xC7: an integer in the next 1..8 bytes
	headText2 = 0xC8 // text, length in the next 2 bytes
	headText4 = 0xC9 // text, length in the next 4 bytes
	headFloat = 0xCA // a float64 in the next 8 bytes
	headFar   = 0xCB // text in a blob: page number and length in the next 8 bytes
	headTimed = 0xCC // not an item: 6 bytes of expiry stand before a pair
)

const smallInts = headWide - headInt

type itemKind uint8

const (
	kindText itemKind = iota
	kindInt
	kindFloat
	kindFar
)

// Item is one value as a page stores it: text, an integer that stands for its
// decimal spelling, a float64 (a score), or the address of a long text. The
// zero Item is the empty text. Equal texts are always the same Item, so items
// can be compared as encoded. It has no more words than the compiler keeps in
// registers.
type Item struct {
	kind  itemKind
	bits  uint64 // the integer, the float's bits, page number and length, or the text's length
	first *byte  // of the text
}

// Text returns the item for b. Canonical integers take the short form.
func Text(b []byte) Item {
	if len(b) != 0 && (b[0]-'0' <= 9 || b[0] == '-') {
		if n, ok := parseInteger(b); ok {
			return Int(n)
		}
	}
	return textItem(b)
}

// textItem returns the item for b as text, whatever it spells.
func textItem(b []byte) Item { return Item{bits: uint64(len(b)), first: unsafe.SliceData(b)} }

// text is the bytes of a text.
func (it Item) text() []byte { return unsafe.Slice(it.first, it.bits) }

// Int returns the item for the decimal spelling of n.
func Int(n int64) Item { return Item{kind: kindInt, bits: uint64(n)} }

// Score returns the item for a sorted set's score. Integral scores take the
// short form; minus zero does not, because it is spelt differently.
func Score(f float64) Item {
	if n := int64(f); math.Abs(f) < 1<<53 && float64(n) == f && !(n == 0 && math.Signbit(f)) {
		return Int(n)
	}
	return Item{kind: kindFloat, bits: math.Float64bits(f)}
}

func far(id Number, n int) Item {
	return Item{kind: kindFar, bits: uint64(id)<<32 | uint64(uint32(n))}
}

func (it Item) farNumber() (Number, int) { return Number(it.bits >> 32), int(uint32(it.bits)) }

// Long reports whether a container keeps the text in a blob.
func (it Item) Long() bool { return it.kind == kindText && it.bits > FarLen }

// Far reports whether the item is the address of a blob: see [Pages.Load].
func (it Item) Far() bool { return it.kind == kindFar }

// Int returns the number, if the item is an integer.
func (it Item) Int() (int64, bool) { return int64(it.bits), it.kind == kindInt }

// Float returns the score, if the item is a number.
func (it Item) Float() (float64, bool) {
	switch it.kind {
	case kindInt:
		return float64(int64(it.bits)), true
	case kindFloat:
		return math.Float64frombits(it.bits), true
	}
	return 0, false
}

// AppendText appends what the item spells.
func (it Item) AppendText(dst []byte) []byte {
	switch it.kind {
	case kindInt:
		return strconv.AppendInt(dst, int64(it.bits), 10)
	case kindFloat:
		return strconv.AppendFloat(dst, math.Float64frombits(it.bits), 'g', -1, 64)
	}
	return append(dst, it.text()...)
}

// TextLen returns the length of what the item spells.
func (it Item) TextLen() int {
	if it.kind == kindText {
		return int(it.bits)
	}
	var scratch [32]byte
	return len(it.AppendText(scratch[:0]))
}

// View returns what the item spells, without copying where it is stored that
// way; scratch holds it otherwise.
func (it Item) View(scratch []byte) []byte {
	if it.kind == kindText {
		return it.text()
	}
	return it.AppendText(scratch[:0])
}

// Compare orders items by the bytes they spell.
func (it Item) Compare(other Item) int {
	var a, b [32]byte
	return bytes.Compare(it.View(a[:]), other.View(b[:]))
}

// ItemLen returns the encoded length of it.
func ItemLen(it Item) int {
	switch it.kind {
	case kindInt:
		if it.bits < smallInts {
			return 1
		}
		return 1 + integerWidth(int64(it.bits))
	case kindFloat, kindFar:
		return 9
	}
	switch n := int(it.bits); {
	case n < headInt:
		return 1 + n
	case n <= math.MaxUint16:
		return 3 + n
	default:
		return 5 + n
	}
}

// AppendItem appends the encoding of it.
func AppendItem(dst []byte, it Item) []byte {
	le := binary.LittleEndian
	switch it.kind {
	case kindInt:
		if it.bits < smallInts {
			return append(dst, headInt+byte(it.bits))
		}
		width := integerWidth(int64(it.bits))
		dst = append(dst, headWide+byte(width-1))
		for i := range width {
			dst = append(dst, byte(it.bits>>(8*i)))
		}
		return dst
	case kindFloat:
		return le.AppendUint64(append(dst, headFloat), it.bits)
	case kindFar:
		return le.AppendUint64(append(dst, headFar), it.bits)
	}
	return append(appendTextHead(dst, int(it.bits)), it.text()...)
}

func appendTextHead(dst []byte, n int) []byte {
	switch {
	case n < headInt:
		return append(dst, byte(n))
	case n <= math.MaxUint16:
		return binary.LittleEndian.AppendUint16(append(dst, headText2), uint16(n))
	default:
		return binary.LittleEndian.AppendUint32(append(dst, headText4), uint32(n))
	}
}

// itemEnd returns where the item at b[off] ends, or -1 if there is none. It
// takes its own -1, so that calls can be chained and checked once. Short texts
// are decided here, small enough to be inlined: walks through pages are made
// of this.
func itemEnd(b []byte, off int) int {
	if uint(off) < uint(len(b)) {
		if h := b[off]; h < headInt && off+int(h) < len(b) {
			return off + int(h) + 1
		}
	}
	return longEnd(b, off)
}

// longEnd is itemEnd for everything but short texts.
func longEnd(b []byte, off int) int {
	if uint(off) >= uint(len(b)) {
		return -1
	}
	end, rest := -1, b[off+1:]
	switch h := b[off]; {
	case h < headInt: // cut short
	case h < headWide:
		end = off + 1
	case h < headText2:
		end = off + 2 + int(h-headWide)
	case h == headFloat, h == headFar:
		end = off + 9
	case h == headText2 && len(rest) >= 2:
		end = off + 3 + int(binary.LittleEndian.Uint16(rest))
	case h == headText4 && len(rest) >= 4:
		end = off + 5 + int(binary.LittleEndian.Uint32(rest))
	}
	if end > len(b) {
		return -1
	}
	return end
}

// readItem returns the item at b[off] and where it ends.
func readItem(b []byte, off int) (Item, int, error) {
	end := itemEnd(b, off)
	if end < 0 {
		return Item{}, 0, ErrCorrupt
	}
	h, rest := b[off], b[off+1:end:end]
	switch {
	case h < headInt:
		return textItem(rest), end, nil
	case h < headWide:
		return Int(int64(h - headInt)), end, nil
	case h < headText2:
		return Int(readInteger(rest)), end, nil
	case h == headText2:
		return textItem(rest[2:]), end, nil
	case h == headText4:
		return textItem(rest[4:]), end, nil
	case h == headFloat:
		return Item{kind: kindFloat, bits: binary.LittleEndian.Uint64(rest)}, end, nil
	}
	return Item{kind: kindFar, bits: binary.LittleEndian.Uint64(rest)}, end, nil
}

// WalkItems shows visit up to n items of b, which is nothing but items from off
// on, as long as it wants more. It returns how many visit has seen, and whether
// it wants more. Long texts are read from pages, which may be nil where there
// are none.
func WalkItems(b []byte, off, n int, pages *Pages, visit func(Item) (more bool)) (seen int, more bool, err error) {
	for seen < n && off < len(b) {
		var it Item
		if end := off + 1 + int(b[off]); b[off] < headInt && end <= len(b) { // short texts need no call
			it = textItem(b[off+1 : end])
			off = end
		} else if it, off, err = pages.readFar(b, off); err != nil {
			return seen, false, err
		}
		seen++
		if !visit(it) {
			return seen, false, nil
		}
	}
	return seen, true, nil
}

// readFar is readItem for an item that may be the address of a long text.
func (s *Pages) readFar(b []byte, off int) (Item, int, error) {
	it, end, err := readItem(b, off)
	if err == nil {
		it, err = s.Load(it)
	}
	return it, end, err
}

// readInteger reads 1..8 bytes of two's complement.
func readInteger(b []byte) int64 {
	var n uint64
	for i, c := range b {
		n |= uint64(c) << (8 * i)
	}
	unused := 64 - 8*len(b)
	return int64(n<<unused) >> unused
}

// canonical reports whether it, read from encoded bytes of length n, is what
// the encoder would have written. Lookups compare encoded bytes, so a second
// spelling of the same text would be a second key.
func (it Item) canonical(n int) bool {
	if ItemLen(it) != n {
		return false
	}
	switch it.kind {
	case kindText:
		return Text(it.text()).kind == kindText
	case kindFloat:
		f := math.Float64frombits(it.bits)
		return !math.IsNaN(f) && Score(f).kind == kindFloat
	}
	return true
}
