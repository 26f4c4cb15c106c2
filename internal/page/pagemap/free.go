package pagemap

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/page"
)

// Free frees the whole container at once, with whatever else lies in it, and leaves an empty map.
func (m *Map) Free() {
	m.pages.Abandon()
	m.pages.FreeSome(math.MaxInt)
	*m = New(m.pages.Env, m.shape)
}

// Clear removes all entries, and leaves alone what else lies in the container.
func (m *Map) Clear() {
	if m.ref != 0 {
		m.prune(m.ref)
	}
	m.ref, m.count, m.due = 0, 0, 0
	m.moved++
}

// prune frees the page with a number and all below it, with their blobs.
func (m *Map) prune(r page.Number) {
	p := m.pages.Read(r)
	if p.Kind() != page.KindDir {
		must(m.pages.ForgetRun(m.shape, p[runStart:p.Used()]))
		m.pages.Drop(r)
		return
	}
	d := dir{p}
	for i := 0; i < d.Count(); i++ {
		if child := d.at(i); i == 0 || child != d.at(i-1) {
			m.prune(child)
		}
	}
	m.pages.Drop(r)
}

// must panics where a page in memory is corrupt, which only a bug of ours can have done.
func must(err error) {
	if err != nil {
		panic("pagemap: " + err.Error())
	}
}
