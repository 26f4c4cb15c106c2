package page

import "encoding/binary"

const (
	// HeaderLen is the length of every page's header.
	HeaderLen = 8
	// MaxLen is the longest page of entries. Where an insert would pass it, the
	// page splits. At a million entries half of it took 2 to 4 % more memory;
	// twice of it saves less than 2 %, makes walks through a leaf twice as long,
	// and doubles what a checkpoint must copy.
	MaxLen = 2048
	// FarLen is the longest text that lies in a page of a container; a longer
	// one has a blob of its own. A page holds at least one entry of two such.
	FarLen = 512
)

// Kind says what a page of a container is: the format's version in the high
// four bits, a pinned number in the low ones.
type Kind uint8

const (
	KindMap   Kind = 0x11 // entries of a pagemap
	KindDir   Kind = 0x12 // directory of a pagemap
	KindLeaf  Kind = 0x13 // entries of a pagetree
	KindInner Kind = 0x14 // inner node of a pagetree
	KindBlob  Kind = 0x15 // one long text

	KindMapRoot  Kind = 0x16 // the root of a pagemap, in its key's record
	KindTreeRoot Kind = 0x17 // the root of a pagetree
)

// Page is the block of a page, its whole capacity. It begins with kind, room,
// level, shape, count (2 bytes) and used (2 bytes).
type Page []byte

// Kind returns the page's kind.
func (p Page) Kind() Kind { return Kind(p[0]) }

// Level is the depth of a pagemap's page or the height of a pagetree's.
func (p Page) Level() int { return int(p[2]) }

// SetLevel sets the level.
func (p Page) SetLevel(n int) { p[2] = uint8(n) }

// Shape returns the shape of the entries. In a directory, which has none, the
// byte is the directory's own.
func (p Page) Shape() Shape { return Shape(p[3]) }

// SetShape sets the shape.
func (p Page) SetShape(s Shape) { p[3] = uint8(s) }

// Count returns the number of entries.
func (p Page) Count() int { return int(binary.LittleEndian.Uint16(p[4:])) }

// SetCount sets the number of entries.
func (p Page) SetCount(n int) { binary.LittleEndian.PutUint16(p[4:], uint16(n)) }

// Used returns how many bytes of the page mean something, header included.
func (p Page) Used() int { return int(binary.LittleEndian.Uint16(p[6:])) }

// SetUsed sets the used bytes.
func (p Page) SetUsed(n int) { binary.LittleEndian.PutUint16(p[6:], uint16(n)) }

func (p Page) reset(k Kind) {
	p[0], p[2], p[3] = byte(k), 0, 0
	p.noteRoom()
	p.SetCount(0)
	p.SetUsed(HeaderLen)
}

// noteRoom writes the capacity of the page's block into its header, in steps of 8 bytes and 0 for MaxLen, so that the
// page gets the same room when it comes back from disk. That of a blob follows from its length, and is not used.
func (p Page) noteRoom() { p[1] = uint8(len(p) / roomStep) }

const roomStep = 8

// storedRoom is the capacity that a page from disk had in memory.
func storedRoom(stored Page) int {
	if len(stored) < HeaderLen || stored.Kind() == KindBlob {
		return len(stored)
	}
	return roomOf(stored[1])
}

// roomOf is the capacity that the second byte of a header stands for.
func roomOf(b byte) int {
	if b == 0 {
		return MaxLen
	}
	return int(b) * roomStep
}

// storedLen is how much of a page goes to disk.
func (p Page) storedLen() int {
	if p.Kind() == KindBlob {
		return HeaderLen + int(binary.LittleEndian.Uint32(p[4:]))
	}
	return p.Used()
}

// Check reports ErrCorrupt unless p has a header of kind k whose used bytes
// are there and reach at least to min.
func (p Page) Check(k Kind, min int) error {
	if len(p) < HeaderLen || p.Kind() != k || p.Used() < min || p.Used() > len(p) {
		return ErrCorrupt
	}
	return nil
}

// Splice replaces the n bytes at off by a gap of size bytes, moving what
// follows, and corrects the used bytes. The block must have the room.
func (p Page) Splice(off, n, size int) {
	if n == size {
		return
	}
	used := p.Used()
	copy(p[off+size:], p[off+n:used])
	p.SetUsed(used + size - n)
}
