package keyspace

// Each calls fn for every database of the shard that has a Space. The lock is held.
func (s *Shard) Each(fn func(db int, space *Space)) {
	for db := range s.spaces {
		if space := s.spaces[db].Load(); space != nil {
			fn(db, space)
		}
	}
}

// Touch is Space.Touch in a database, if there is anything. The lock is held.
func (s *Shard) Touch(db int, h uint64) {
	if space := s.spaces[db].Load(); space != nil {
		space.Touch(h)
	}
}

// TouchRecord is Space.TouchRecord in a database, if there is anything. The lock is held.
func (s *Shard) TouchRecord(db int, h uint64) {
	if space := s.spaces[db].Load(); space != nil {
		space.TouchRecord(h)
	}
}

// Len counts the shard's keys in a database. It needs no lock.
func (s *Shard) Len(db int) int {
	if space := s.spaces[db].Load(); space != nil {
		return space.Len()
	}
	return 0
}
