package pagemap

import "math"

// Free frees everything at once and leaves an empty map.
func (m *Map) Free() {
	m.pages.Abandon()
	m.pages.FreeSome(math.MaxInt)
	*m = New(m.pages.Env, m.shape)
}
