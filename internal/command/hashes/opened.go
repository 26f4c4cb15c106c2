package hashes

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/hash"
)

// opened is the hash under the command's key; an empty one where there is no such key.
type opened struct {
	*hash.Hash
	*command.Entry
}

// read opens the hash for reading. ok is false if the key holds another type, and the error is the reply then.
func read(c *command.Call) (h opened, ok bool) {
	rec, found, ok := c.Read(c.Key(), keyspace.TypeHash)
	return open(c, c.Hold(c.Key(), rec, found), ok)
}

// modify is read for a command that is about to change the hash.
func modify(c *command.Call) (h opened, ok bool) {
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeHash)
	return open(c, c.Hold(c.Key(), rec, found), ok)
}

func open(c *command.Call, e *command.Entry, ok bool) (opened, bool) {
	if !ok {
		return opened{}, false
	}
	if !e.Found {
		return opened{c.Tx.NewHash(e.Key), e}, true
	}
	h := opened{Entry: e}
	h.Hash, e.Record, e.Found = c.Tx.OpenHash(e.Key, e.Record)
	return h, true
}

// store puts the changed hash under the key, or removes the key if no field is left, and tells what was done.
func (h opened) store(c *command.Call, what string) {
	h.put(c)
	c.Notify(event.Hash, what)
	h.notifyEnd(c)
}

// storeExpiry is store for a command about the expiry of fields: what tells of those that it has changed, and those
// that it has deleted are told as such.
func (h opened) storeExpiry(c *command.Call, what string, changed, deleted bool) {
	if !changed && !deleted {
		return
	}
	h.put(c)
	if changed {
		c.Notify(event.Hash, what)
	}
	if deleted {
		c.Notify(event.Hash, "hdel")
		h.notifyEnd(c)
	}
}

// notifyEnd tells that the key is gone, if it is.
func (h opened) notifyEnd(c *command.Call) {
	if h.Len() == 0 {
		c.Notify(event.Generic, "del")
	}
}

// put is store without a word to anybody.
func (h opened) put(c *command.Call) {
	switch {
	case h.Found:
		c.Tx.Update(c.Key(), h.Record, h.Hash)
	case h.Len() > 0:
		c.Tx.Create(c.Key(), keyspace.TypeHash, h.Hash)
	}
}
