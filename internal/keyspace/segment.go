package keyspace

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/base/arena"
)

const (
	stripBuckets = 4
	stripBytes   = stripBuckets * bucketSlots * slotBytes
	stripSlots   = stripBuckets * bucketSlots
	maxStrips    = 16
	maxSlots     = maxStrips * stripSlots

	bucketGranules = bucketSlots * slotBytes / 8

	never = math.MaxInt64
)

// A segment is the part of the index for one range of tags: those that begin with
// the same depth bits. It grows strip by strip, and what all strips have in common
// is their size: so the arena never holds the left-overs of smaller segments.
//
// The rest of the tag, spread evenly over the buckets, gives an entry's home: so
// homes ascend with tags. An entry lies in its home, or behind it when all buckets
// from its home on are full; behind the last bucket is the first. Normally it is
// the next one: before anything lies farther away, the segment grows or splits.
type segment struct {
	due    int64 // no record in here expires earlier
	strips [maxStrips]arena.Ref
	count  uint16
	length uint8 // strips in use
	depth  uint8
}

func (g *segment) buckets() int { return int(g.length) * stripBuckets }

func (g *segment) bucket(a *arena.Arena, b int) *bucket {
	return (*bucket)(a.Pointer(g.strips[uint(b)/stripBuckets%maxStrips] + arena.Ref(b%stripBuckets*bucketGranules)))
}

// home gives the bucket where tag belongs.
func (g *segment) home(tag uint32) int {
	width := tagBits - g.depth
	rest := uint64(tag) & (1<<width - 1)
	return int(rest * uint64(g.buckets()) >> width)
}

// firstTag gives the lowest tag at home in bucket b, for the segment of tag. The
// bucket behind the last gives the first tag of the next segment.
func (g *segment) firstTag(tag uint32, b int) uint64 {
	width := tagBits - g.depth
	n := uint64(g.buckets())
	return uint64(tag)>>width<<width + (uint64(b)<<width+n-1)/n
}

func (g *segment) after(b int) int {
	if b++; b < g.buckets() {
		return b
	}
	return 0
}

func (g *segment) before(b int) int {
	if b > 0 {
		return b - 1
	}
	return g.buckets() - 1
}

// distance is how many steps lead from bucket b to bucket c.
func (g *segment) distance(b, c int) int {
	if c >= b {
		return c - b
	}
	return c - b + g.buckets()
}

// put places x at home or next to it, and may move others to their next bucket.
func (g *segment) put(a *arena.Arena, x slot) bool {
	home := g.home(x.tag())
	if b := g.bucket(a, home); !b.full() {
		b.push(x)
		g.count++
		return true
	}
	next := g.after(home)
	free := next
	for g.bucket(a, free).full() {
		if g.native(a, free) < 0 {
			return false
		}
		if free = g.after(free); free == home {
			return false
		}
	}
	for free != next {
		from := g.before(free)
		g.bucket(a, free).push(g.bucket(a, from).take(g.native(a, from)))
		free = from
	}
	g.bucket(a, next).push(x)
	g.count++
	return true
}

// native finds an entry of bucket b that is at home there, or gives -1.
func (g *segment) native(a *arena.Arena, b int) int {
	for i, x := range g.bucket(a, b) {
		if x != 0 && g.home(x.tag()) == b {
			return i
		}
	}
	return -1
}

// putFar places x in the first free slot from its home on, however far.
func (g *segment) putFar(a *arena.Arena, x slot) {
	if int(g.count) == g.buckets()*bucketSlots {
		panic("keyspace: more keys with nearly the same hash than a segment can hold")
	}
	b := g.home(x.tag())
	for g.bucket(a, b).full() {
		b = g.after(b)
	}
	g.bucket(a, b).push(x)
	g.count++
}

// find tells where tag and ref are. They must be there.
func (g *segment) find(a *arena.Arena, tag uint32, ref arena.Ref) (b, i int) {
	b = g.home(tag)
	for range g.buckets() {
		for i, x := range g.bucket(a, b) {
			if x.ref() == ref {
				return b, i
			}
		}
		b = g.after(b)
	}
	panic("keyspace: record is not in the index")
}

// remove empties slot i of bucket b, and lets those who had to pass by the full
// bucket come back.
func (g *segment) remove(a *arena.Arena, b, i int) {
	g.count--
	hole := g.bucket(a, b)
	wasFull := hole.full()
	hole.take(i)
	end := b
	for next := g.after(b); wasFull && next != end; next = g.after(next) {
		k := g.bucket(a, next)
		wasFull = k.full()
		if i := g.passer(k, next, g.distance(b, next)); i >= 0 {
			hole.push(k.take(i))
			hole, b = k, next
		}
	}
}

// passer finds an entry of bucket b, which is k, that is at least so far from home,
// or gives -1.
func (g *segment) passer(k *bucket, b, far int) int {
	for i, x := range k {
		if x != 0 && g.distance(g.home(x.tag()), b) >= far {
			return i
		}
	}
	return -1
}

// collect appends all entries.
func (g *segment) collect(a *arena.Arena, dst []slot) []slot {
	for b := range g.buckets() {
		for _, x := range g.bucket(a, b) {
			if x == 0 {
				break
			}
			dst = append(dst, x)
		}
	}
	return dst
}

// layOut makes the segment strips long and fills it with entries.
func (g *segment) layOut(a *arena.Arena, strips int, entries []slot) {
	for int(g.length) < strips {
		g.strips[g.length] = a.Alloc(stripBytes)
		g.length++
	}
	for int(g.length) > strips {
		g.length--
		a.Free(g.strips[g.length])
		g.strips[g.length] = 0
	}
	for b := range g.buckets() {
		*g.bucket(a, b) = bucket{}
	}
	g.count = 0
	for _, x := range entries {
		if !g.put(a, x) {
			g.putFar(a, x)
		}
	}
}
