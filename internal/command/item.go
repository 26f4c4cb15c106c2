package command

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// maxIntDigits is the longest decimal of a signed 64-bit integer, sign included.
const maxIntDigits = 20

// Item replies with an element of a collection as a bulk string.
func (c *Call) Item(it page.Item) {
	if n, ok := it.Int(); ok {
		c.Out.BulkInt(n)
		return
	}
	c.Out.Bulk(it.View(nil))
}

// Gathered is the elements of a reply whose number is not known until the last one.
type Gathered struct {
	n       int
	encoded []byte
}

// Add appends an element as a bulk string.
func (g *Gathered) Add(it page.Item) {
	var digits [maxIntDigits]byte
	g.encoded = resp.AppendBulk(g.encoded, it.View(digits[:]))
	g.n++
}

// Len is the number of elements.
func (g *Gathered) Len() int { return g.n }

// Elements replies with the gathered elements, which follow a header of the caller's.
func (c *Call) Elements(g *Gathered) { c.Out.Raw(g.encoded) }
