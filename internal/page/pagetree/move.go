package pagetree

import "github.com/holdfast-db/holdfast/internal/page"

// Move gives the entry at a place another score, and reports whether there was one. A tree of page.Scored is meant.
func (t *Tree) Move(from page.Bound, score float64) (bool, error) {
	to := page.Bound{Score: score, Member: from.Member}
	// The waits for both leaves overlap, and often they are one.
	if t.Prefetch(from) == t.Prefetch(to) {
		if done, err := t.moveWithin(&from, &to); done || err != nil {
			return done, err
		}
	}
	found, err := t.Delete(from)
	if !found || err != nil {
		return false, err
	}
	return t.Add(page.Entry{Key: from.Member, Score: score})
}

// moveWithin is Move for an entry that stays in its leaf, and comes to lie between two others: nothing above the leaf
// changes then. It reports false if that is not so.
func (t *Tree) moveWithin(from, to *page.Bound) (bool, error) {
	if t.ref == 0 {
		return false, nil
	}
	var pa path
	err := t.pathOf(from, &pa)
	if !pa.place.Found || err != nil {
		return false, err
	}
	leaf := t.pages.Read(pa.leaf)
	run, old := leaf[:leaf.Used()], pa.place.Pos
	e, end, err := t.shape.Read(run, old)
	if err != nil {
		return false, err
	}
	at, err := t.shape.Seek(run, page.HeaderLen, to, &t.pages)
	if err != nil || at.Index == 0 || at.Index == leaf.Count() {
		return false, err
	}
	e.Score = to.Score
	if !e.Key.Far() {
		e.Key = from.Member // what was read is a view of bytes that are about to move
	}
	had, size := end-old, t.shape.Len(&e)
	if size-had > pa.room {
		return false, nil
	}
	leaf = t.pages.Write(pa.leaf)
	if at.Pos > old {
		at.Pos -= had
	}
	leaf.Splice(old, had, 0)
	leaf.Splice(at.Pos, 0, size)
	t.shape.Append(leaf[at.Pos:at.Pos], &e)
	return true, nil
}
