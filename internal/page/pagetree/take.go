package pagetree

import "github.com/holdfast-db/holdfast/internal/page"

// TakeAt removes the entry at k, after use has seen it, and reports whether there was one. The tree must be ordered by
// score or id.
func (t *Tree) TakeAt(k page.Bound, use func(page.Entry)) (bool, error) {
	if t.ref == 0 {
		return false, nil
	}
	var pa path
	err := t.pathOf(&k, &pa)
	if !pa.place.Found || err != nil {
		return false, err
	}
	e, err := t.read(&pa)
	if err != nil {
		return false, err
	}
	use(e)
	return true, t.remove(&pa, 1)
}
