package keyspace

// The dirty set costs a byte a record and a flag a segment. A change writes the
// present epoch into the record and sets the flag; a checkpoint raises the epoch
// and later walks the flagged segments for what changed before.

// Epoch is the present epoch. It counts round a byte: a record untouched for 256
// epochs may look changed if its neighbours were, and is then written once more.
func (s *Space) Epoch() uint8 { return s.epoch }

// RaiseEpoch closes the present epoch and begins the next.
func (s *Space) RaiseEpoch() { s.epoch++ }

// DirtyEach visits the records changed in the epoch that RaiseEpoch closed and not
// since. It is to be called once an epoch: it takes the flags off those segments
// where nothing has changed since. fn must not change the Space.
func (s *Space) DirtyEach(fn func(Record)) {
	for i := range s.index.segments {
		if g := &s.index.segments[i]; g.dirty {
			g.dirty = s.dirtyIn(g, fn)
		}
	}
}

// dirtyIn does the work of DirtyEach in one segment and tells whether there is
// anything of the present epoch.
func (s *Space) dirtyIn(g *segment, fn func(Record)) (present bool) {
	var entries [maxSlots]slot
	for _, x := range g.collect(s.arena, entries[:0]) {
		switch rec := loadRecord(s.arena, x.ref()); rec.Epoch() {
		case s.epoch:
			present = true
		case s.epoch - 1:
			fn(rec)
		}
	}
	return present
}
