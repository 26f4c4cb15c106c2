package pagemap

import (
	"github.com/holdfast-db/holdfast/internal/page"
)

// Map is an open container of keys, with values (page.Pairs) or without
// (page.Items).
type Map struct {
	pages page.Pages
	shape page.Shape
	ref   page.Number // the only bucket or the first directory; 0 when empty
	count uint64
	due   int64  // no entry expires before; 0 for never
	moved uint32 // how often entries have moved since the map was opened
}

// New returns an empty map, which owns no page yet.
func New(env page.Env, shape page.Shape) Map {
	return Map{pages: page.Pages{Env: env}, shape: shape}
}

// Len returns the number of keys, expired ones included.
func (m *Map) Len() int { return int(m.count) }

// Bytes returns the capacity of all blocks of the map.
func (m *Map) Bytes() uint64 { return m.pages.Bytes }

// NextExpiry returns a lower bound of the earliest expiry, or 0 if no entry
// has one.
func (m *Map) NextExpiry() int64 { return m.due }

// Get returns the entry of key.
func (m *Map) Get(key page.Item) (page.Entry, bool, error) {
	var q query
	var h hit
	err := m.lookUp(key, &q, &h)
	if !h.ok || err != nil {
		return page.Entry{}, false, err
	}
	e, _, err := m.shape.Read(h.b.Page, h.off)
	if err == nil {
		err = m.pages.LoadEntry(&e)
	}
	return e, err == nil, err
}

// Has reports whether key is there.
func (m *Map) Has(key page.Item) (bool, error) {
	var q query
	var h hit
	err := m.lookUp(key, &q, &h)
	return h.ok, err
}

// Set stores e under its key, instead of what was there, and reports whether
// the key is new. Sets ignore value and expiry.
func (m *Map) Set(e page.Entry) (added bool, err error) {
	if m.shape == page.Items {
		e = page.Entry{Key: e.Key}
	}
	var q query
	m.prepare(&q, e.Key)
	e.Value = m.pages.Keep(e.Value)
	if m.ref == 0 {
		m.ref, _ = m.newBucket(0, 0)
	}
	if added, err = m.put(&q, &e); err != nil {
		m.pages.Forget(e.Key)
		m.pages.Forget(e.Value)
	}
	return added, err
}

// put looks for the place of e until it fits there.
func (m *Map) put(q *query, e *page.Entry) (added bool, err error) {
	for {
		var h hit
		err := m.seek(q, &h)
		if err != nil {
			return false, err
		}
		var done bool
		if h.ok {
			done, err = m.replace(&h, e)
		} else {
			done, err = m.insert(&h, e)
		}
		if done || err != nil {
			return done && !h.ok, err
		}
	}
}

// replace gives the entry that was found the value and expiry of e. Like insert
// and rewrite, it reports false if the lookup must be done again.
func (m *Map) replace(h *hit, e *page.Entry) (bool, error) {
	if m.shape != page.Pairs {
		return true, nil
	}
	old, _, err := m.shape.Read(h.b.Page, h.off)
	if err != nil {
		return false, err
	}
	done, err := m.rewrite(h, &old, e.Value, e.ExpireAt)
	if done {
		m.pages.Forget(old.Value)
	}
	return done, err
}

// Expire changes the expiry of key, 0 for none, and reports whether the key is
// there. Only Pairs can expire.
func (m *Map) Expire(key page.Item, at int64) (bool, error) {
	if m.shape != page.Pairs {
		return false, nil
	}
	var q query
	m.prepare(&q, key)
	for {
		var h hit
		err := m.seek(&q, &h)
		if !h.ok || err != nil {
			return false, err
		}
		e, _, err := m.shape.Read(h.b.Page, h.off)
		if err != nil {
			return false, err
		}
		if fits, err := m.rewrite(&h, &e, e.Value, at); fits || err != nil {
			return fits, err
		}
	}
}

// Delete removes key and reports whether it was there.
func (m *Map) Delete(key page.Item) (bool, error) {
	var q query
	var h hit
	err := m.lookUp(key, &q, &h)
	if !h.ok || err != nil {
		return false, err
	}
	e, end, err := m.shape.Read(h.b.Page, h.off)
	if err != nil {
		return false, err
	}
	m.pages.Forget(e.Key)
	m.pages.Forget(e.Value)
	m.remove(&h, end)
	return true, m.tidy(q.hash)
}
