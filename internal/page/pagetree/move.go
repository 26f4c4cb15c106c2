package pagetree

import "github.com/holdfast-db/holdfast/internal/page"

// Move gives the entry at a place another score, and reports whether there was one. A tree of page.Scored is meant.
func (t *Tree) Move(from page.Bound, score float64) (bool, error) {
	if t.ref == 0 {
		return false, nil
	}
	var m move
	to := page.Bound{Score: score, Member: from.Member}
	found, err := t.plan(&m, &from, &to)
	switch {
	case !found || err != nil:
		return false, err
	case !m.isPlain:
		if _, err := t.Delete(from); err != nil {
			return false, err
		}
		return t.Add(page.Entry{Key: from.Member, Score: score})
	case m.from.leaf == m.to.leaf:
		t.shift(&m)
	default:
		t.carry(&m)
	}
	return true, nil
}

// move is what is known of an entry that is about to get another score.
type move struct {
	from, to  path
	entry     page.Entry // as it will be
	had, size int        // its length, and what that will be
	isPlain   bool       // no page comes or goes: nearly always
}

// plan finds both places. The waits for their leaves overlap, and often those are one.
func (t *Tree) plan(m *move, from, to *page.Bound) (found bool, err error) {
	if err := t.approach(from, &m.from); err != nil {
		return false, err
	}
	if err := t.approach(to, &m.to); err != nil {
		return false, err
	}
	old, err := t.arrive(from, &m.from)
	if !m.from.place.Found || err != nil {
		return false, err
	}
	e, end, err := t.shape.Read(old, m.from.place.Pos)
	if err != nil {
		return false, err
	}
	if !e.Key.Far() {
		e.Key = from.Member // what was read is a view of bytes that are about to move
	}
	e.Score = to.Score
	m.entry, m.had, m.size = e, end-m.from.place.Pos, t.shape.Len(&e)
	run, err := t.arrive(to, &m.to)
	if m.from.leaf == m.to.leaf {
		m.isPlain = len(run)-m.had+m.size <= page.MaxLen
	} else {
		m.isPlain = len(run)+m.size <= page.MaxLen && len(old)-m.had >= leastLeaf
	}
	return true, err
}

// shift moves the entry within its leaf. Nothing above that changes.
func (t *Tree) shift(m *move) {
	leaf := t.roomy(&m.from, m.size-m.had)
	old, pos := m.from.place.Pos, m.to.place.Pos
	if pos > old {
		pos -= m.had
	}
	leaf.Splice(old, m.had, 0)
	leaf.Splice(pos, 0, m.size)
	t.shape.Append(leaf[pos:pos], &m.entry)
}

// carry moves the entry to another leaf. The nodes above both count it as before.
func (t *Tree) carry(m *move) {
	leaf := t.pages.Write(m.from.leaf)
	leaf.Splice(m.from.place.Pos, m.had, 0)
	leaf.SetCount(leaf.Count() - 1)
	t.shrink(&m.from)

	leaf = t.roomy(&m.to, m.size)
	leaf.Splice(m.to.place.Pos, 0, m.size)
	t.shape.Append(leaf[m.to.place.Pos:m.to.place.Pos], &m.entry)
	leaf.SetCount(leaf.Count() + 1)

	shared := 0
	for shared < m.from.n && m.from.steps[shared] == m.to.steps[shared] {
		shared++
	}
	t.tally(m.from.steps[shared:m.from.n], -1)
	t.tally(m.to.steps[shared:m.to.n], 1)
}

// roomy returns the leaf of pa to be changed, with room for some more bytes.
func (t *Tree) roomy(pa *path, bytes int) page.Page {
	leaf := t.pages.Write(pa.leaf)
	if bytes > pa.room {
		return t.pages.Resize(pa.leaf, leaf.Used()+bytes)
	}
	return leaf
}

// tally adds to what some nodes count below the children that were chosen.
func (t *Tree) tally(steps []step, by int) {
	for _, s := range steps {
		n := nodeOf(t.pages.Write(s.ref))
		n.setEntries(s.at, n.entries(s.at)+by)
	}
}
