package keyspace

// Due shows fn records that expired before now and removes those for which it
// answers true. Segments are looked at one after the other, and only those where
// something is due are opened; no more are opened once budget records that have an
// expiry were read. There may be more then, and the next call goes on from there.
// fn must not change the keys of the Space.
func (s *Space) Due(now int64, budget int, fn func(Record) (remove bool)) (more bool) {
	if s.due >= now {
		return false
	}
	for range s.index.segments {
		if s.sweep >= len(s.index.segments) {
			s.sweep = 0
		}
		if g := &s.index.segments[s.sweep]; g.due < now {
			if budget <= 0 {
				return true
			}
			budget -= s.expire(g, now, fn)
		}
		s.sweep++
	}
	s.due = never
	for i := range s.index.segments {
		s.due = min(s.due, s.index.segments[i].due)
	}
	s.tidy()
	return false
}

// expire does the work of Due in one segment and sets its bound anew. The slots are
// copied first because a removal moves others.
func (s *Space) expire(g *segment, now int64, fn func(Record) bool) (read int) {
	var entries [maxSlots]slot
	g.due = never
	for _, x := range g.collect(s.arena, entries[:0]) {
		if !x.expires() {
			continue
		}
		read++
		rec := loadRecord(s.arena, x.ref())
		at := rec.ExpireAt()
		if at < now && fn(rec) {
			s.drop(uint64(x.tag())<<tagShift, rec)
			continue
		}
		g.due = min(g.due, at)
	}
	return read
}
