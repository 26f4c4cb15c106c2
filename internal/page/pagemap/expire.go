package pagemap

import "github.com/holdfast-db/holdfast/internal/page"

// DeleteExpired removes entries that expire at now or before, telling gone of
// each one first, and stops after the bucket in which the limit was reached.
// It reports whether there may be more. Buckets with nothing due cost a look
// at their header.
func (m *Map) DeleteExpired(now int64, limit int, gone func(page.Entry)) (more bool, err error) {
	if m.ref == 0 || m.due == 0 || m.due > now {
		return false, nil
	}
	var due int64
	for cursor, removed := uint64(0), 0; removed < limit; {
		hash := cursor << cursorShift
		var sp spot
		b, err := m.locate(hash, &sp)
		if err != nil {
			return false, err
		}
		_, cursor = b.span(cursor)
		left := b.due()
		if left != 0 && left <= now {
			var n int
			if n, left, err = m.expireBucket(&sp, now, gone); err == nil {
				err = m.tidy(hash)
			}
			if err != nil {
				return false, err
			}
			removed += n
		}
		due = page.Earlier(due, left)
		if cursor == 0 || m.ref == 0 {
			m.due = due
			return false, nil
		}
	}
	return true, nil
}

// expireBucket removes what is due in one bucket and sets its bound anew.
func (m *Map) expireBucket(sp *spot, now int64, gone func(page.Entry)) (removed int, due int64, err error) {
	b := bucket{m.pages.Write(sp.ref)}
	for g := range groups {
		for off := b.start(g); off < b.end(g); {
			e, end, err := m.shape.Read(b.Page, off)
			if err != nil {
				return 0, 0, err
			}
			if e.ExpireAt == 0 || e.ExpireAt > now {
				due = page.Earlier(due, e.ExpireAt)
				off = end
				continue
			}
			raw := e
			if err := m.pages.LoadEntry(&e); err != nil {
				return 0, 0, err
			}
			gone(e)
			m.pages.Forget(raw.Key)
			m.pages.Forget(raw.Value)
			m.remove(&hit{spot: *sp, group: g, off: off}, end)
			removed++
		}
	}
	b.setDue(due)
	return removed, due, nil
}
