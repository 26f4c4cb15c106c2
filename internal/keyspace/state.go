package keyspace

// The state of a record is a byte of its header. Together with what is on disk it says:
//
//	dirty           changed since the last checkpoint took it; only memory has it as it is
//	stored          disk has this key, or an older version of it
//	stored, clean   disk has the same, so memory can do without
//
// A key that is deleted while disk has it leaves a tombstone in the index: a dirty record of no type, which hides what
// is on disk until a checkpoint has deleted it there.
const (
	stateDirty  uint8 = 1 << iota // changed since the last checkpoint
	stateStored                   // a checkpoint has written this key
	stateHot                      // used since the last sweep
)

// typeGone marks a tombstone.
const typeGone Type = 15

// IsDirty reports whether the record has changed since the last checkpoint.
func (r Record) IsDirty() bool { return r.data[5]&stateDirty != 0 }

// IsStored reports whether the key, in this or an older version, is on disk.
func (r Record) IsStored() bool { return r.data[5]&stateStored != 0 }

// IsGone reports whether the record is a tombstone. Only Capture shows those.
func (r Record) IsGone() bool { return Type(r.data[0]>>4) == typeGone }

// IsHot reports whether the record was used since the last sweep.
func (r Record) IsHot() bool { return r.data[5]&stateHot != 0 }

// TakeHot reports whether the record was used since the last time, and forgets it.
func (r Record) TakeHot() bool {
	hot := r.IsHot()
	r.data[5] &^= stateHot
	return hot
}

// markDirty notes a change for the next checkpoint.
func (s *Space) markDirty(h uint64, rec Record) {
	if rec.IsDirty() || s.contents.untracked {
		return
	}
	rec.data[5] |= stateDirty
	s.dirty = append(s.dirty, tagOf(h))
	s.dirtyBytes += int64(len(rec.data))
}

// NoteUse has the next Capture show a record of which nothing but the access clock has changed.
func (s *Space) NoteUse(h uint64, rec Record) { s.markDirty(h, rec) }

// TakeDirtyBytes returns how many bytes of records became dirty since the last call.
func (s *Space) TakeDirtyBytes() int64 {
	n := s.dirtyBytes
	s.dirtyBytes = 0
	return n
}

// Capture shows fn every record that has changed since the last Capture, tombstones included, and marks it as clean
// and stored: fn copies it to where the checkpoint writes it from. fn must not change the Space, but it may write to
// the value. What is hidden by tombstones stays hidden until Settle.
func (s *Space) Capture(fn func(Record)) {
	if len(s.dirty) > 0 {
		s.contents.onDisk.Store(true)
	}
	for _, tag := range s.dirty {
		s.index.eachTagged(tag, func(rec Record) {
			if !rec.IsDirty() {
				return
			}
			rec.data[5] = rec.data[5]&^stateDirty | stateStored
			if rec.IsGone() {
				s.fading = append(s.fading, tag)
			}
			fn(rec)
		})
	}
	s.dirty = s.dirty[:0]
	if cap(s.dirty) > keepDirty {
		s.dirty = nil
	}
}

// keepDirty is how long a list of changes may be to be kept for the next checkpoint.
const keepDirty = 1 << 10

// Settle says that disk has what Capture took: its tombstones have done their work.
func (s *Space) Settle() {
	for _, tag := range s.fading {
		for {
			var gone Record
			s.index.eachTagged(tag, func(rec Record) {
				if rec.IsGone() && !rec.IsDirty() {
					gone = rec
				}
			})
			if gone.data == nil {
				break
			}
			s.gone--
			s.unlink(uint64(tag)<<tagShift, gone)
		}
	}
	s.fading = nil
	s.tidy()
}

// eachTagged shows fn the records with a tag.
func (ix *index) eachTagged(tag uint32, fn func(Record)) {
	if len(ix.directory) == 0 {
		return
	}
	g := ix.segment(tag)
	b := g.home(tag)
	for range g.buckets() {
		k := g.bucket(ix.arena, b)
		for _, x := range k {
			if x != 0 && x.tag() == tag {
				fn(loadRecord(ix.arena, x.ref()))
			}
		}
		if !k.full() {
			break
		}
		b = g.after(b)
	}
}
