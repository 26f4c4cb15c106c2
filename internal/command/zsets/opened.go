package zsets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

// Opened is the sorted set under a key; an empty one where there is no such key. Only one is open at a time.
type Opened struct {
	*zset.ZSet
	*command.Entry
}

// Read opens a sorted set for reading. ok is false if the key holds another type, and the error is the reply then.
func Read(c *command.Call, key []byte) (z Opened, ok bool) {
	rec, found, ok := c.Read(key, keyspace.TypeZSet)
	return open(c, c.Hold(key, rec, found), ok)
}

// modify is Read for a command that is about to change the sorted set.
func modify(c *command.Call, key []byte) (z Opened, ok bool) {
	rec, found, ok := c.Modify(key, keyspace.TypeZSet)
	return open(c, c.Hold(key, rec, found), ok)
}

func open(c *command.Call, e *command.Entry, ok bool) (Opened, bool) {
	switch {
	case !ok:
		return Opened{}, false
	case e.Found:
		return Opened{c.Tx.OpenZSet(e.Key, e.Record), e}, true
	default:
		return Opened{c.Tx.NewZSet(e.Key), e}, true
	}
}

// store puts the changed sorted set under the key, or removes the key if no member is left.
func (z Opened) store(c *command.Call, what string) {
	switch {
	case z.Found:
		c.Tx.Update(z.Key, z.Record, z.ZSet)
	case z.Len() > 0:
		c.Tx.Create(z.Key, keyspace.TypeZSet, z.ZSet)
	}
	c.Tx.Notify(event.ZSet, what, z.Key)
	if z.Len() == 0 {
		c.Tx.Notify(event.Generic, "del", z.Key)
	}
}

// removeRange removes n members from index i on. If those are all, what they take is freed in the background.
func (z Opened) removeRange(c *command.Call, i, n int, what string) {
	if n == z.Len() {
		c.Tx.Delete(z.Key)
		c.Tx.Notify(event.ZSet, what, z.Key)
		c.Tx.Notify(event.Generic, "del", z.Key)
		return
	}
	z.DeleteRange(i, n)
	z.store(c, what)
}

// StoreResult puts a sorted set under a key, instead of what was there, or removes the key if it has no members. It
// logs the command, whose result depends on nothing but the data, and replies with the number of members.
func StoreResult(c *command.Call, key []byte, z *zset.ZSet) {
	n := z.Len()
	if _, exists := c.Tx.Find(key); exists || n > 0 {
		c.LogCall()
	}
	if n > 0 {
		c.Tx.Create(key, keyspace.TypeZSet, z)
		c.Tx.Notify(event.ZSet, c.Spec.FullName(), key)
	} else if c.Tx.Delete(key) {
		c.Tx.Notify(event.Generic, "del", key)
	}
	c.Out.Int(int64(n))
}
