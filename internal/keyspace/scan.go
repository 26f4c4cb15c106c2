package keyspace

import "math"

// emptyHomesPerRecord limits how many empty buckets a Scan passes for each record
// that it was asked for, so that a Space which has lost most of its keys does not
// hold the lock for long.
const emptyHomesPerRecord = 16

// Scan visits records in hash order from a cursor on, at least count of them unless
// it meets the end or a long gap, and gives the next cursor. 0 is the start and the
// end. The cursor is a tag: whatever grows or splits meanwhile, every key that is
// there throughout is visited exactly once. fn must not change the Space.
func (s *Space) Scan(cursor uint64, count int, fn func(Record)) (next uint64) {
	if s.Len() == 0 {
		return 0
	}
	count = min(max(count, 1), math.MaxInt/emptyHomesPerRecord)
	homes := count * emptyHomesPerRecord
	for visited := 0; cursor < 1<<tagBits && visited < count && homes > 0; homes-- {
		tag := uint32(cursor)
		g := s.index.segment(tag)
		home := g.home(tag)
		if home+1 < g.buckets() {
			s.touchRecords(g.bucket(s.arena, home+1))
		}
		visited += s.visit(g, home, tag, fn)
		cursor = g.firstTag(tag, home+1)
	}
	if cursor >= 1<<tagBits {
		return 0
	}
	return cursor
}

// visit shows fn the records at home in a bucket, from a tag on.
func (s *Space) visit(g *segment, home int, from uint32, fn func(Record)) (visited int) {
	b := home
	for range g.buckets() {
		k := g.bucket(s.arena, b)
		for _, x := range k {
			if x == 0 || x.tag() < from || g.home(x.tag()) != home {
				continue
			}
			if rec := loadRecord(s.arena, x.ref()); !rec.IsGone() {
				fn(rec)
			}
			visited++
		}
		if !k.full() {
			break
		}
		b = g.after(b)
	}
	return visited
}
