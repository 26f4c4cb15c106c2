package keyspace

import (
	"bytes"
	"unsafe"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

const (
	// laidOutTenths is how full the halves of a split segment shall be, of ten. More
	// would make the next few puts grow them again.
	laidOutTenths = 8

	directoryBytes = 4 // an entry of the directory
)

// An index finds the records of a Space by extendible hashing: a directory over
// the first bits of the tag tells the segment. To grow is to lay one segment out
// anew, looking at its tags and never at the records.
//
// Nothing in it is a pointer but the arena, and an index without keys owns nothing.
type index struct {
	arena     *arena.Arena
	directory []uint32 // 1 << depth segment numbers; nil when there are no segments
	segments  []segment
	depth     uint8
}

// segment gives the segment of tag. There must be segments.
func (ix *index) segment(tag uint32) *segment {
	return &ix.segments[ix.directory[tag>>(tagBits-ix.depth)]]
}

// lookup finds the record of key. A nil slot says that there is none.
func (ix *index) lookup(h uint64, key []byte) (*slot, Record) {
	if len(ix.directory) == 0 {
		return nil, Record{}
	}
	tag := tagOf(h)
	g := ix.segment(tag)
	b := g.home(tag)
	for range g.buckets() {
		k := g.bucket(ix.arena, b)
		for i := range k {
			if k[i].tag() != tag || k[i] == 0 {
				continue
			}
			if rec := loadRecord(ix.arena, k[i].ref()); bytes.Equal(rec.Key(), key) {
				return &k[i], rec
			}
		}
		if !k.full() {
			break
		}
		b = g.after(b)
	}
	return nil, Record{}
}

// at gives the slot of a record, which must be in the index.
func (ix *index) at(h uint64, ref arena.Ref) *slot {
	g := ix.segment(tagOf(h))
	b, i := g.find(ix.arena, tagOf(h), ref)
	return &g.bucket(ix.arena, b)[i]
}

// insert adds a slot.
func (ix *index) insert(x slot) {
	if len(ix.directory) == 0 {
		ix.begin()
	}
	g := ix.segment(x.tag())
	for !g.put(ix.arena, x) {
		switch {
		case g.length < maxStrips:
			ix.grow(g)
		case ix.separable(g):
			ix.split(x.tag())
		default:
			g.putFar(ix.arena, x)
			return
		}
		g = ix.segment(x.tag())
	}
}

// begin makes the first segment.
func (ix *index) begin() {
	ix.directory = make([]uint32, 1)
	ix.segments = make([]segment, 1)
	ix.segments[0].due = never
	ix.segments[0].layOut(ix.arena, 1, nil)
}

// grow makes a segment one strip longer.
func (ix *index) grow(g *segment) {
	var entries [maxSlots]slot
	g.layOut(ix.arena, int(g.length)+1, g.collect(ix.arena, entries[:0]))
}

// separable tells whether to split a segment would help. With hashes as they are
// it always does. But were many tags equal, each split would double the directory
// for nothing: then entries may lie far from home instead.
func (ix *index) separable(g *segment) bool {
	if g.depth == tagBits-1 {
		return false
	}
	ones := 0
	for b := range g.buckets() {
		for _, x := range g.bucket(ix.arena, b) {
			if x != 0 && g.upper(x) {
				ones++
			}
		}
	}
	count := int(g.count)
	return ones >= count/8 && count-ones >= count/8
}

// upper tells whether x belongs to the upper half of the segment's range.
func (g *segment) upper(x slot) bool {
	return x.tag()>>(tagBits-1-g.depth)&1 != 0
}

// split cuts the segment of tag in two.
func (ix *index) split(tag uint32) {
	if ix.segment(tag).depth == ix.depth {
		ix.double()
	}
	number := ix.directory[tag>>(tagBits-ix.depth)]
	lower := &ix.segments[number]
	var scratch [maxSlots]slot
	entries := lower.collect(ix.arena, scratch[:0])
	lows := 0
	for i, x := range entries {
		if !lower.upper(x) {
			entries[i], entries[lows] = entries[lows], x
			lows++
		}
	}
	lower.depth++
	upper := segment{due: lower.due, depth: lower.depth}
	lower.layOut(ix.arena, stripsFor(lows), entries[:lows])
	upper.layOut(ix.arena, stripsFor(len(entries)-lows), entries[lows:])
	ix.segments = append(ix.segments, upper)
	ix.point(tag, uint32(len(ix.segments)-1))
}

// point lets the directory know the upper half of the range that was split.
func (ix *index) point(tag uint32, number uint32) {
	depth := ix.segments[number].depth
	span := 1 << (ix.depth - depth)
	first := int(tag>>(tagBits-depth)|1) * span
	for i := range span {
		ix.directory[first+i] = number
	}
}

// double makes the directory distinguish one more bit.
func (ix *index) double() {
	twice := make([]uint32, 2*len(ix.directory))
	for i, number := range ix.directory {
		twice[2*i], twice[2*i+1] = number, number
	}
	ix.directory = twice
	ix.depth++
}

// stripsFor gives the length of a fresh segment for n entries.
func stripsFor(n int) int {
	const perStrip = stripSlots * laidOutTenths / 10
	return min(max(1, (n+perStrip-1)/perStrip), maxStrips)
}

// remove takes a record out.
func (ix *index) remove(h uint64, ref arena.Ref) {
	g := ix.segment(tagOf(h))
	b, i := g.find(ix.arena, tagOf(h), ref)
	g.remove(ix.arena, b, i)
}

// reset frees an index without entries. The smallest one is kept, so that a Space
// whose only key comes and goes does no work for it.
func (ix *index) reset() {
	if len(ix.segments) == 1 && ix.segments[0].length == 1 {
		return
	}
	for i := range ix.segments {
		ix.segments[i].layOut(ix.arena, 0, nil)
	}
	*ix = index{arena: ix.arena}
}

// sizeBytes is the memory the index uses.
func (ix *index) sizeBytes() int64 {
	strips := 0
	for i := range ix.segments {
		strips += int(ix.segments[i].length)
	}
	return int64(strips*stripBytes + cap(ix.segments)*int(unsafe.Sizeof(segment{})) + cap(ix.directory)*directoryBytes)
}
