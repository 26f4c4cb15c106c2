package keyspace

import (
	"fmt"
	"slices"
)

// check walks a whole Space. hash is the one that its keys were given with.
func (s *Space) check(hash func([]byte) uint64) error {
	if err := s.checkDirectory(); err != nil {
		return err
	}
	keys, expires := -s.gone, 0
	blocks := int64(0)
	for i := range s.index.segments {
		g := &s.index.segments[i]
		if g.due < s.due {
			return fmt.Errorf("segment %d is due at %d, the Space at %d", i, g.due, s.due)
		}
		if err := s.checkSegment(g, hash, &expires, &blocks); err != nil {
			return fmt.Errorf("segment %d: %w", i, err)
		}
		keys += int(g.count)
		blocks += int64(g.length) * stripBytes
	}
	if keys != s.Len() || expires != s.Expires() {
		return fmt.Errorf("%d keys and %d expiring counted, %d and %d booked", keys, expires, s.Len(), s.Expires())
	}
	if used := s.arena.Stats().InUseBytes; used != blocks {
		return fmt.Errorf("records and index have %d bytes, the arena gave %d", blocks, used)
	}
	return nil
}

// checkDirectory proves that each segment is where its depth says.
func (s *Space) checkDirectory() error {
	ix := &s.index
	if len(ix.directory) == 0 {
		if len(ix.segments) != 0 || s.Len() != 0 {
			return fmt.Errorf("no directory over %d segments and %d keys", len(ix.segments), s.Len())
		}
		return nil
	}
	if len(ix.directory) != 1<<ix.depth {
		return fmt.Errorf("%d entries at depth %d", len(ix.directory), ix.depth)
	}
	seen := make([]int, len(ix.segments))
	for i, n := range ix.directory {
		g := &ix.segments[n]
		if g.depth > ix.depth {
			return fmt.Errorf("segment %d is deeper than the directory", n)
		}
		span := 1 << (ix.depth - g.depth)
		if ix.directory[i&^(span-1)] != n {
			return fmt.Errorf("entry %d: segment %d does not cover its whole range", i, n)
		}
		seen[n]++
	}
	for n, times := range seen {
		if times != 1<<(ix.depth-ix.segments[n].depth) {
			return fmt.Errorf("segment %d has %d entries at depth %d of %d", n, times, ix.segments[n].depth, ix.depth)
		}
	}
	return nil
}

func (s *Space) checkSegment(g *segment, hash func([]byte) uint64, expires *int, blocks *int64) error {
	count := 0
	for b := range g.buckets() {
		ended := false
		for _, x := range g.bucket(s.arena, b) {
			if x == 0 {
				ended = true
				continue
			}
			if ended {
				return fmt.Errorf("bucket %d has a gap", b)
			}
			count++
			if err := s.checkSlot(g, b, x, hash); err != nil {
				return fmt.Errorf("bucket %d: %w", b, err)
			}
			if x.expires() {
				*expires++
			}
			*blocks += int64(s.arena.CapOf(x.ref()))
		}
	}
	if count != int(g.count) {
		return fmt.Errorf("%d entries, booked %d", count, g.count)
	}
	return nil
}

func (s *Space) checkSlot(g *segment, b int, x slot, hash func([]byte) uint64) error {
	rec := loadRecord(s.arena, x.ref())
	h := hash(rec.Key())
	if x.tag() != tagOf(h) || s.index.segment(x.tag()) != g {
		return fmt.Errorf("key %q has tag %x", rec.Key(), x.tag())
	}
	if x.expires() != rec.expires() {
		return fmt.Errorf("key %q: the slot says expires %v", rec.Key(), x.expires())
	}
	if at := rec.ExpireAt(); at != 0 && at < g.due {
		return fmt.Errorf("key %q expires at %d before %d", rec.Key(), at, g.due)
	}
	if rec.IsDirty() && !slices.Contains(s.dirty, x.tag()) {
		return fmt.Errorf("key %q has changed but no checkpoint will see it", rec.Key())
	}
	if rec.IsGone() && (rec.expires() || !rec.IsStored() || !rec.IsDirty() && !slices.Contains(s.fading, x.tag())) {
		return fmt.Errorf("key %q has a tombstone in state %b", rec.Key(), rec.data[5])
	}
	if size := rec.shape().size(); size != len(rec.data) || size > s.arena.CapOf(x.ref()) {
		return fmt.Errorf("key %q: %d bytes in a block of %d", rec.Key(), size, s.arena.CapOf(x.ref()))
	}
	for home := g.home(x.tag()); home != b; home = g.after(home) {
		if !g.bucket(s.arena, home).full() {
			return fmt.Errorf("key %q lies behind bucket %d, which has room", rec.Key(), home)
		}
	}
	return nil
}

// farthest is how many buckets the farthest entry is from home.
func (s *Space) farthest() int {
	far := 0
	for i := range s.index.segments {
		g := &s.index.segments[i]
		for b := range g.buckets() {
			for _, x := range g.bucket(s.arena, b) {
				if x != 0 {
					far = max(far, g.distance(g.home(x.tag()), b))
				}
			}
		}
	}
	return far
}

// load is how much of the index's memory holds slots in use.
func load(spaces ...*Space) float64 {
	keys, bytes := 0, int64(0)
	for _, s := range spaces {
		keys += s.Len()
		bytes += s.index.sizeBytes()
	}
	return float64(keys*slotBytes) / float64(bytes)
}
