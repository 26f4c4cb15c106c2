package sorting

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

// What is stored is logged in chunks no longer than this, save for one long element.
const (
	chunkElements = 128
	chunkBytes    = 64 << 10
)

// store makes the elements, or what the GET patterns make of each, a list.
func store(c *command.Call, elements []element, o *options) {
	values := results(c, elements, o)
	if err := c.Tx.Engine().Log().Reserve(command.LogBytes(values)); err != nil {
		c.Out.Error(command.Reply(err)) // what was reserved before did not know how much it would be
		return
	}
	c.Out.Int(int64(len(values)))
	_, existed := c.Tx.Peek(o.store)
	if existed {
		c.Tx.LogDelete(o.store)
	}
	if len(values) == 0 {
		if c.Tx.Delete(o.store) {
			c.Tx.Notify(event.Generic, "del", o.store)
		}
		return
	}
	l := c.Tx.NewList(o.store)
	for len(values) > 0 {
		chunk := values[:chunkLen(values)]
		values = values[len(chunk):]
		l.Push(list.Right, chunk...)
		c.Tx.LogAs("RPUSH", append([][]byte{o.store}, chunk...)...)
	}
	c.Tx.Create(o.store, keyspace.TypeList, l)
	c.Tx.Notify(event.List, "sortstore", o.store)
}

// results is what is to be stored. A pattern that leads nowhere gives an empty element.
func results(c *command.Call, elements []element, o *options) [][]byte {
	var values [][]byte
	for i := range elements {
		if len(o.get) == 0 {
			values = append(values, elements[i].text)
		}
		for _, p := range o.get {
			value, _ := p.lookUp(c, nil, elements[i].text)
			values = append(values, value)
		}
	}
	return values
}

// chunkLen is how many of the values make the next chunk, at least one.
func chunkLen(values [][]byte) int {
	n, bytes := 0, 0
	for n < min(len(values), chunkElements) {
		if bytes += len(values[n]); n > 0 && bytes > chunkBytes {
			break
		}
		n++
	}
	return n
}
