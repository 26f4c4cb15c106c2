package keyspace

// IsWhole reports whether memory has all keys of the Space: what Get does not find does not exist.
func (s *Space) IsWhole() bool { return s.whole }

// Knows reports whether memory alone can tell if a key exists.
func (s *Space) Knows(h uint64, key []byte) bool {
	if s.whole {
		return true
	}
	x, _ := s.index.lookup(h, key)
	return x != nil
}

// Loaded is a record as it comes from disk.
type Loaded struct {
	Key, Value []byte
	Type       Type
	Encoding   Encoding
	Access     uint32
	ExpireAt   int64
}

// Load puts a record from disk into memory, where there is none of this key.
func (s *Space) Load(h uint64, l Loaded) Record {
	c := &content{
		key: l.Key, value: l.Value, expireAt: l.ExpireAt, access: l.Access,
		kind: packKind(l.Type, l.Encoding), state: stateStored,
	}
	rec := s.place(h, c)
	s.noteDue(h, l.ExpireAt)
	s.contents.countCold(rec, -1)
	return rec
}

// Bury deletes a key that is on disk only: it leaves a tombstone and never brings the record into memory.
func (s *Space) Bury(h uint64, key []byte, expires bool) {
	tombstone := &content{key: key, kind: packKind(typeGone, 0), state: stateStored}
	ref := s.arena.Alloc(tombstone.shape().size())
	rec := s.write(ref, tombstone)
	s.index.insert(makeSlot(tagOf(h), ref, false))
	s.gone++
	s.contents.coldKeys.Add(-1)
	if expires {
		s.contents.coldExpires.Add(-1)
	}
	s.markDirty(h, rec)
}

// evict takes a record out of memory. What its value refers to in the arena is freed already.
func (s *Space) evict(h uint64, rec Record) {
	s.contents.countCold(rec, 1)
	s.SetAlarm(rec.Key(), 0)
	s.keys.Add(-1)
	s.countExpiry(rec.expires(), false)
	s.unlink(h, rec)
	s.whole = false
}

func (c *Contents) countCold(rec Record, by int64) {
	c.coldKeys.Add(by)
	if rec.expires() {
		c.coldExpires.Add(by)
	}
}

// Sweep shows fn the records that are on disk as they are, from where the last Sweep ended, and takes those out of
// memory for which it answers true. Dirty ones it shows too, for the sake of their pages, with clean false. It opens
// no more buckets once it has seen budget records, and reports whether it came round to where the first Sweep began.
// What moves to another bucket meanwhile may be shown twice or not at all in this round.
func (s *Space) Sweep(budget int, fn func(rec Record, clean bool) (evict bool)) (round bool) {
	for budget > 0 {
		if s.hand >= len(s.index.segments) {
			s.hand = 0
			s.tidy()
			return true
		}
		g := &s.index.segments[s.hand]
		if s.handBucket >= g.buckets() {
			s.hand++
			s.handBucket = 0
			budget--
			continue
		}
		entries := *g.bucket(s.arena, s.handBucket) // a copy: evict moves others to where something was taken out
		s.handBucket++
		for _, x := range entries {
			if x == 0 {
				break
			}
			rec := loadRecord(s.arena, x.ref())
			if rec.IsGone() {
				continue
			}
			budget--
			clean := rec.IsStored() && !rec.IsDirty()
			if fn(rec, clean) && clean {
				s.evict(uint64(x.tag())<<tagShift, rec)
			}
		}
	}
	return false
}
