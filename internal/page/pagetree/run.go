package pagetree

import "github.com/holdfast-db/holdfast/internal/page"

// AddRun is Add for entries at ascending ids with the same value. It adds some of the first of them and returns how many:
// none if there is one at the first id already. Those that go to the very end are written together. The tree must be one
// of page.IDs.
func (t *Tree) AddRun(ids []page.ID, value page.Item) (added int, err error) {
	added, err = t.appendRun(ids, value)
	if added > 0 || err != nil {
		return added, err
	}
	isNew, err := t.Add(page.Entry{ID: ids[0], Value: value})
	if isNew {
		added = 1
	}
	return added, err
}

// appendRun writes as many entries to the end of the tree as its last leaf has room for; none if they belong elsewhere.
func (t *Tree) appendRun(ids []page.ID, value page.Item) (n int, err error) {
	if value.Long() {
		return 0, nil
	}
	e := page.Entry{Value: value}
	size := t.shape.Len(&e)
	if t.ref == 0 {
		t.ref, _ = t.newLeaf(min(len(ids)*size, page.MaxLen-page.HeaderLen))
	}
	var pa path
	k := page.Bound{ID: ids[0]}
	if err := t.pathOf(&k, &pa); err != nil {
		return 0, err
	}
	if t.setRank(&pa); pa.rank+pa.place.Index < t.Len() {
		return 0, nil
	}
	leaf := t.pages.Read(pa.leaf)
	used := leaf.Used()
	if n = min(len(ids), (page.MaxLen-used)/size); n == 0 {
		return 0, nil
	}
	if used+n*size > len(leaf) {
		t.pages.Resize(pa.leaf, used+n*size)
	}
	leaf = t.pages.Write(pa.leaf)
	run := leaf[:used]
	for _, e.ID = range ids[:n] {
		run = t.shape.Append(run, &e)
	}
	leaf.SetUsed(len(run))
	leaf.SetCount(leaf.Count() + n)
	t.bump(&pa, pa.n, n)
	return n, nil
}

// TakeRun removes the entries at ids that lie one behind the other, after use has seen each of them, and returns how many
// there were: none if there is none at the first id. use may be nil. The tree must be one of page.IDs.
func (t *Tree) TakeRun(ids []page.ID, use func(page.Entry)) (taken int, err error) {
	if t.ref == 0 {
		return 0, nil
	}
	var pa path
	k := page.Bound{ID: ids[0]}
	if err := t.pathOf(&k, &pa); !pa.place.Found || err != nil {
		return 0, err
	}
	leaf := t.pages.Read(pa.leaf)
	run, pos := leaf[:leaf.Used()], pa.place.Pos
	for taken < len(ids) && pos < len(run) {
		e, end, err := t.shape.Read(run, pos)
		if err == nil {
			err = t.pages.LoadEntry(&e)
		}
		if err != nil {
			return 0, err
		}
		if e.ID != ids[taken] {
			break
		}
		if use != nil {
			use(e)
		}
		taken, pos = taken+1, end
	}
	return taken, t.remove(&pa, taken)
}
