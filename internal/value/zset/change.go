package zset

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Insert adds a member that is not there.
func (z *ZSet) Insert(member page.Item, score float64) {
	if !z.isBig && !z.limits.allow(z.Len()+1, member.TextLen()) {
		z.convert()
	}
	e := page.Entry{Key: member, Score: score}
	if z.isBig {
		z.insertBig(e)
		return
	}
	z.insertSmall(&e)
}

func (z *ZSet) insertBig(e page.Entry) {
	_, err := z.tree.Add(e)
	must(err)
	_, err = z.scores.Set(page.Entry{Key: e.Key, Value: page.Score(e.Score)})
	must(err)
}

// insertSmall makes 0 of minus 0, as Redis does in small sorted sets.
func (z *ZSet) insertSmall(e *page.Entry) {
	e.Score += 0
	k := page.BoundOf(e)
	at, err := z.small.Seek(&k)
	must(err)
	must(z.small.Insert(at.Pos, e))
}

// Move gives a member that Find has just found another score.
func (z *ZSet) Move(member page.Item, from Found, to float64) {
	if !z.isBig {
		must(z.small.Delete(from.pos, 1))
		z.insertSmall(&page.Entry{Key: member, Score: to})
		return
	}
	_, err := z.tree.Move(page.Bound{Score: from.Score, Member: member}, to)
	must(err)
	if !z.scores.SetSlot(from.slot, page.Score(to)) {
		_, err = z.scores.Set(page.Entry{Key: member, Value: page.Score(to)})
		must(err)
	}
}

// Delete removes a member and reports whether it was there.
func (z *ZSet) Delete(member page.Item) bool {
	if !z.isBig {
		pos, found, err := z.small.Find(member)
		must(err)
		if found {
			must(z.small.Delete(pos, 1))
		}
		return found
	}
	score, found := z.Score(member)
	if !found {
		return false
	}
	_, err := z.tree.Delete(page.Bound{Score: score, Member: member})
	must(err)
	_, err = z.scores.Delete(member)
	must(err)
	return true
}

// DeleteRange removes n members from index i on, which must be there.
func (z *ZSet) DeleteRange(i, n int) {
	if n == 0 {
		return
	}
	if !z.isBig {
		pos, err := z.small.At(i)
		must(err)
		must(z.small.Delete(pos, n))
		return
	}
	c := z.From(i)
	for range n {
		e, _ := z.Next(&c)
		_, err := z.scores.Delete(e.Key)
		must(err)
	}
	must(z.tree.DeleteRange(i, n))
}

// Expect tells that up to so many members are about to be inserted, so that a set that will not stay one page need
// not begin as one.
func (z *ZSet) Expect(members int) {
	if !z.isBig && !z.limits.allow(members, 0) {
		z.convert()
	}
}

// convert moves a small set to a tree and a map.
func (z *ZSet) convert() {
	z.isBig = true
	z.tree = pagetree.New(z.env, page.Scored)
	z.scores = pagemap.New(z.env, page.Pairs)
	for pos := z.small.Start(); pos < z.small.End(); {
		e, next, err := z.small.Read(pos)
		must(err)
		z.insertBig(e)
		pos = next
	}
}
