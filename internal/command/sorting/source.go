package sorting

import (
	"slices"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

// source copies the elements of the collection to sort, or replies with an error. Where they are not to be sorted,
// lists and sorted sets still have an order, which DESC turns round.
func source(c *command.Call, o *options) ([]element, bool) {
	rec, found := c.Tx.Get(c.Key())
	if !found {
		return nil, true
	}
	var g gathering
	switch rec.Type() {
	case keyspace.TypeList:
		l := c.Tx.OpenList(c.Key(), rec)
		l.Walk(0, l.Len(), list.Right, g.add)
	case keyspace.TypeZSet:
		for e := range c.Tx.OpenZSet(c.Key(), rec).All() {
			g.add(e.Key)
		}
	case keyspace.TypeSet:
		c.Tx.OpenSet(c.Key(), rec).Each(g.add)
		o.orderSet(c.InScript)
		return g.elements(), true
	default:
		c.Fail(command.ErrWrongType)
		return nil, false
	}
	elements := g.elements()
	if o.noSort && o.descending {
		slices.Reverse(elements)
	}
	return elements, true
}

// gathering collects copies of elements in one piece of memory.
type gathering struct {
	texts []byte
	ends  []int
}

func (g *gathering) add(it page.Item) (more bool) {
	g.texts = it.AppendText(g.texts)
	g.ends = append(g.ends, len(g.texts))
	return true
}

func (g *gathering) elements() []element {
	list := make([]element, len(g.ends))
	start := 0
	for i, end := range g.ends {
		list[i].text = g.texts[start:end:end]
		start = end
	}
	return list
}
