package stream

import "github.com/holdfast-db/holdfast/internal/page"

// AddUnowned makes an entry pending for nobody yet, and reports false if it is pending already. It is for those who
// read a group in the order in which Redis writes it: what is pending, then for whom. Adopt has to follow.
func (g *Group) AddUnowned(id ID, time int64, count uint64) bool {
	p := Pending{ID: id, Time: time, Count: min(count, MostDeliveries), Unowned: true}
	g.scratch = appendPending(g.scratch[:0], &p)
	isNew, err := g.pending.Add(page.Entry{ID: id, Value: page.Text(g.scratch)})
	must(err)
	return isNew
}

// Adopt makes what AddUnowned has added pending for the consumer that Consumer or CreateConsumer has opened. It
// reports false if there is no such entry, or somebody has it.
func (g *Group) Adopt(id ID) bool {
	c := &g.slots[0]
	p, found := g.Find(id)
	if !found || !p.Unowned {
		return false
	}
	_, err := c.pending.Add(page.Entry{ID: id})
	must(err)
	p.Consumer, p.Unowned = c.name, false
	i, _, err := g.pending.Rank(page.Bound{ID: id})
	must(err)
	g.scratch = appendPending(g.scratch[:0], &p)
	must(g.pending.Replace(i, page.Entry{ID: id, Value: page.Text(g.scratch)}))
	return true
}
