package stream

// hasGap reports whether entries from an id on may have been deleted by their names, so that ids no longer tell how
// many entries lie behind one.
func (s *Stream) hasGap(from, first ID) bool {
	return s.length > 0 && s.MaxDeleted != MinID && first.Compare(s.MaxDeleted) <= 0 && from.Compare(s.MaxDeleted) <= 0
}

// firstID is the id of the first entry, or MinID.
func (s *Stream) firstID() ID {
	e, _ := s.First()
	return e.ID
}

// position is how many entries have ever been added up to an id, or Unknown.
func (s *Stream) position(id, first ID) int64 {
	c := id.Compare(s.LastID)
	switch {
	case s.Added == 0:
		return 0
	case c == 0, s.length == 0 && c < 0:
		return int64(s.Added)
	case c > 0:
		return Unknown
	case s.MaxDeleted != MinID && s.MaxDeleted.Compare(first) >= 0:
		return Unknown
	}
	switch id.Compare(first) {
	case -1:
		return int64(s.Added - s.length)
	case 0:
		return int64(s.Added-s.length) + 1
	}
	return Unknown
}

// Lag is how many entries the group has not been delivered yet, if that can be told.
func (s *Stream) Lag(g *Group) (lag int64, known bool) {
	first := s.firstID()
	read := g.Read
	switch {
	case s.Added == 0:
		return 0, true
	case read == Unknown || s.hasGap(g.LastID, first):
		read = s.position(g.LastID, first)
	case s.length > 0 && g.LastID.Compare(first) < 0:
		return int64(s.length), true // whatever a client has said that the group has read
	}
	return int64(s.Added) - read, read != Unknown
}

// Reading moves a group on, entry by entry.
type Reading struct {
	g     *Group
	first ID
}

// Reading begins to move the group on.
func (g *Group) Reading() Reading {
	r := Reading{g: g}
	if g.Read == Unknown || g.s.MaxDeleted != MinID { // else the first entry does not matter
		r.first = g.s.firstID()
	}
	return r
}

// Past notes that an entry behind the group's LastID was delivered.
func (r Reading) Past(id ID) {
	g := r.g
	if g.Read != Unknown && !g.s.hasGap(id, r.first) {
		g.Read++
	} else if g.s.Added > 0 {
		g.Read = g.s.position(id, r.first)
	}
	g.Read = max(g.Read, Unknown) // clients can have it begin anywhere, and it may overflow
	g.LastID = id
}

// Position is how many entries have ever been added up to an id, or Unknown.
func (s *Stream) Position(id ID) int64 { return s.position(id, s.firstID()) }
