package pagemap

import "github.com/holdfast-db/holdfast/internal/page"

// Slot is where a value lies, for who gives its key another one at once. The zero Slot is nowhere.
type Slot struct {
	page     page.Number
	off, end int
	group    int
	moved    uint32
}

// GetSlot is Get for who is going to change the value. Blobs have the zero Slot. The map must be one of page.Pairs.
func (m *Map) GetSlot(key page.Item) (value page.Item, at Slot, found bool, err error) {
	var q query
	var h hit
	if err = m.lookUp(key, &q, &h); !h.ok || err != nil {
		return value, at, false, err
	}
	off := m.shape.ValueAt(h.b.Page, h.off)
	value, end, err := page.ReadItem(h.b.Page, off)
	if err != nil { // it is in a blob, or corrupt
		e, _, err := m.shape.Read(h.b.Page, h.off)
		if err == nil {
			value, err = m.pages.Load(e.Value)
		}
		return value, at, err == nil, err
	}
	return value, Slot{page: h.ref, off: off, end: end, group: h.group, moved: m.moved}, true, nil
}

// SetSlot writes a value, and reports false if it has to be written by Set: if there is no room, or if the map has been
// changed since the Slot was got. Values of the same length may go into a Slot any number of times.
func (m *Map) SetSlot(at Slot, value page.Item) bool {
	if at.page == 0 || at.moved != m.moved || value.Long() {
		return false
	}
	b := bucket{m.pages.Write(at.page)}
	had, size := at.end-at.off, page.ItemLen(value)
	if !b.hasRoom(size - had) {
		return false
	}
	if size != had {
		b.Splice(at.off, had, size)
		b.shift(at.group, size-had)
		m.moved++
	}
	page.AppendItem(b.Page[at.off:at.off], value)
	return true
}
