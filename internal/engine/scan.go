package engine

// Scan goes through a range of keys of a pinned view, a few at a time. It belongs to one goroutine, but any may close
// its pin.
type Scan struct {
	*Pin
	db           int
	lower, upper []byte // of what is left
	backward     bool
}

// Scan begins to go through a range of a database, or backwards.
func (p *Pin) Scan(db int, lower, upper []byte, backward bool) *Scan {
	return &Scan{Pin: p, db: db, lower: lower, upper: upper, backward: backward}
}

// Next looks at up to n keys, at least one, and shows fn those of them that were live when the view was pinned. It
// reports whether there are more.
func (s *Scan) Next(n int64, fn func(Entry)) (more bool, err error) {
	var last []byte
	err = s.use(func(view *View) error {
		return view.Range(s.db, s.lower, s.upper, s.backward, func(entry Entry) bool {
			if more = n == 0; more {
				return false
			}
			n--
			if entry.IsLive(s.takenAt) {
				fn(entry)
			}
			last = append(last[:0], entry.Key...)
			return true
		})
	})
	switch {
	case err != nil || !more:
		return false, err
	case s.backward:
		s.upper = last
	default:
		s.lower = append(last, 0)
	}
	return true, nil
}

// Get finds a key that was live when the view was pinned, and calls fn with it.
func (p *Pin) Get(db int, key []byte, fn func(Entry)) (found bool, err error) {
	err = p.use(func(view *View) error {
		var entry Entry
		if entry, found, err = view.get(db, key); err == nil && found {
			if found = entry.IsLive(p.takenAt); found {
				fn(entry)
			}
		}
		return err
	})
	return found, err
}
