package stream

// Excess is how many of the first entries the retention wants to go, and how many others have to stay because a group has
// not read and acknowledged them. It stops counting at limit.
func (s *Stream) Excess(now int64, limit int) (excess, held int) {
	r := &s.Retention
	if r.Length > 0 && int64(s.length) > r.Length {
		excess = int(int64(s.length) - r.Length)
	}
	if r.AgeMillis > 0 && now > r.AgeMillis {
		excess = max(excess, s.CountBefore(ID{Hi: uint64(now - r.AgeMillis)}, limit))
	}
	if n := int64(s.EntryBytes()); r.Bytes > 0 && n > r.Bytes && s.length > 0 {
		perEntry := max(n/int64(s.length), 1)
		excess = max(excess, min(int((n-r.Bytes+perEntry-1)/perEntry), int(s.length)))
	}
	excess = min(excess, limit)
	if excess == 0 || r.Unread {
		return excess, 0
	}
	free := s.CountBefore(s.Needed(), excess)
	return free, excess - free
}

// Needed is the first id that a group has not read and acknowledged.
func (s *Stream) Needed() ID {
	floor := MaxID
	s.EachGroup(func(g *Group) {
		at, more := Next(g.LastID)
		if first, _, pending := g.PendingEnds(); pending && (!more || first.Compare(at) < 0) {
			at = first
		}
		if first, parked := g.firstParked(); parked && first.Compare(at) < 0 {
			at = first
		}
		if at.Compare(floor) < 0 {
			floor = at
		}
	})
	return floor
}
