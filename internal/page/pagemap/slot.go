package pagemap

import "github.com/holdfast-db/holdfast/internal/page"

// Slot is where a value lies, for who writes another one as long in its place. The zero Slot is nowhere.
type Slot struct {
	page  page.Number
	off   int
	len   int
	moved uint32
}

// GetSlot is Get for who is going to change the value. Blobs and integers have the zero Slot. The map must be one of
// page.Pairs.
func (m *Map) GetSlot(key page.Item) (value page.Item, at Slot, found bool, err error) {
	q := m.query(key)
	h, err := m.seek(&q)
	if !h.ok || err != nil {
		return value, at, false, err
	}
	value, end, err := page.ReadItem(h.b.Page, m.shape.ValueAt(h.b.Page, h.off))
	if err != nil { // it is in a blob, or corrupt
		e, _, err := m.shape.Read(h.b.Page, h.off)
		if err == nil {
			value, err = m.pages.Load(e.Value)
		}
		return value, at, err == nil, err
	}
	if _, isInt := value.Int(); !isInt {
		n := value.TextLen()
		at = Slot{page: h.ref, off: end - n, len: n, moved: m.moved}
	}
	return value, at, true, nil
}

// SetSlot writes a value, and reports false if it has to be written by Set: if it is of another length, or if the map has
// been changed by others than SetSlot since the Slot was got.
func (m *Map) SetSlot(at Slot, value []byte) bool {
	if at.page == 0 || at.moved != m.moved || at.len != len(value) {
		return false
	}
	if _, isInt := page.Text(value).Int(); isInt {
		return false
	}
	copy(m.pages.Write(at.page)[at.off:], value)
	return true
}
