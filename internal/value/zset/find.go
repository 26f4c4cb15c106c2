package zset

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
)

// Found is a member's score and where it is kept, until the set changes.
type Found struct {
	Score float64
	slot  pagemap.Slot // in a big set
	pos   int          // in a small one
}

// Find is Score for who is going to move the member.
func (z *ZSet) Find(member page.Item) (f Found, found bool) {
	if z.isBig {
		value, slot, found, err := z.scores.GetSlot(member)
		must(err)
		f.slot = slot
		f.Score, _ = value.Float()
		return f, found
	}
	pos, found, err := z.small.Find(member)
	must(err)
	if !found {
		return f, false
	}
	e, _, err := z.small.Read(pos)
	must(err)
	return Found{Score: e.Score, pos: pos}, true
}

// Score returns a member's score.
func (z *ZSet) Score(member page.Item) (score float64, found bool) {
	if z.isBig {
		e, found, err := z.scores.Get(member)
		must(err)
		if !found {
			return 0, false
		}
		score, _ = e.Value.Float()
		return score, true
	}
	pos, found, err := z.small.Find(member)
	must(err)
	if !found {
		return 0, false
	}
	e, _, err := z.small.Read(pos)
	must(err)
	return e.Score, true
}

// Rank returns how many members come before a member, and its score.
func (z *ZSet) Rank(member page.Item) (rank int, score float64, found bool) {
	if score, found = z.Score(member); !found {
		return 0, 0, false
	}
	return z.Index(page.Bound{Score: score, Member: member}), score, true
}

// Index returns how many members come before a place.
func (z *ZSet) Index(k page.Bound) int {
	if z.isBig {
		i, _, err := z.tree.Rank(k)
		must(err)
		return i
	}
	at, err := z.small.Seek(&k)
	must(err)
	return at.Index
}

// At returns the member at index i, which must be there.
func (z *ZSet) At(i int) page.Entry {
	if z.isBig {
		e, err := z.tree.Get(i)
		must(err)
		return e
	}
	pos, err := z.small.At(i)
	must(err)
	e, _, err := z.small.Read(pos)
	must(err)
	return e
}

// Walk visits the n members from index i on, which must be there, as long as visit wants more.
func (z *ZSet) Walk(i, n int, visit func(score float64, member page.Item) (more bool)) {
	if z.isBig {
		must(z.tree.WalkScored(i, n, visit))
		return
	}
	pos, err := z.small.At(i)
	must(err)
	must(z.small.WalkScored(pos, n, visit))
}

// Scan visits members from a cursor on, at least count of them if there are so many, and returns the cursor to go on
// with; 0 is both the start and the end. Only small sets are visited in order. A member that is there throughout is
// visited, whatever else comes and goes.
func (z *ZSet) Scan(cursor uint64, count int, visit func(page.Entry)) (next uint64) {
	if z.isBig {
		next, err := z.scores.Scan(cursor, count, func(e page.Entry) {
			e.Score, _ = e.Value.Float()
			visit(e)
		})
		must(err)
		return next
	}
	for e := range z.All() {
		visit(e)
	}
	return 0
}
