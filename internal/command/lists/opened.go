package lists

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

// opened is the list under a key; an empty one where there is no such key. Only one is open at a time.
type opened struct {
	*list.List
	*command.Entry
}

// read opens a list for reading. ok is false if the key holds another type, and the error is the reply then.
func read(c *command.Call, key []byte) (l opened, ok bool) {
	rec, found, ok := c.Read(key, keyspace.TypeList)
	return open(c, c.Hold(key, rec, found), ok)
}

// modify is read for a command that is about to change the list.
func modify(c *command.Call, key []byte) (l opened, ok bool) {
	rec, found, ok := c.Modify(key, keyspace.TypeList)
	return open(c, c.Hold(key, rec, found), ok)
}

func open(c *command.Call, e *command.Entry, ok bool) (opened, bool) {
	switch {
	case !ok:
		return opened{}, false
	case e.Found:
		return opened{c.Tx.OpenList(e.Key, e.Record), e}, true
	default:
		return opened{c.Tx.NewList(e.Key), e}, true
	}
}

// store puts the changed list under the key, or removes the key if no element is left, and tells what was done.
func (l opened) store(c *command.Call, what string) {
	l.put(c)
	notify(c, l.Key, what, l.Len())
}

// put is store without a word to anybody.
func (l opened) put(c *command.Call) {
	switch {
	case l.Found:
		c.Tx.Update(l.Key, l.Record, l.List)
	case l.Len() > 0:
		c.Tx.Create(l.Key, keyspace.TypeList, l.List)
	}
}

// notify tells of a change that has left so many elements under a key.
func notify(c *command.Call, key []byte, what string, left int) {
	c.Tx.Notify(event.List, what, key)
	if left == 0 {
		c.Tx.Notify(event.Generic, "del", key)
	}
}

// drop removes the key; what the list holds is freed in the background.
func (l opened) drop(c *command.Call, what string) {
	c.Tx.Delete(l.Key)
	notify(c, l.Key, what, 0)
}

// reply writes n elements from an index on, towards an end.
func (l opened) reply(c *command.Call, i, n int, towards list.End) {
	l.Walk(i, n, towards, func(it page.Item) bool {
		c.Item(it)
		return true
	})
}

// indexOf is an index as counted from the start, if the list has an element there.
func (l opened) indexOf(index int64) (int, bool) {
	n := int64(l.Len())
	if index < 0 {
		index += n
	}
	return int(index), 0 <= index && index < n
}

// span is the n elements from i on that lie between two indices, both inclusive.
func (l opened) span(start, stop int64) (i, n int) {
	length := int64(l.Len())
	if start < 0 {
		start = max(0, start+length)
	}
	if stop < 0 {
		stop += length
	}
	stop = min(stop, length-1)
	if start > stop {
		return 0, 0
	}
	return int(start), int(stop - start + 1)
}
