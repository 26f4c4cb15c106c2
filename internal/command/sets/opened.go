package sets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/set"
)

// opened is the set under the command's key; an empty one where there is no such key.
type opened struct {
	*set.Set
	*command.Entry
}

// read opens the set for reading. ok is false if the key holds another type, and the error is the reply then.
func read(c *command.Call) (s opened, ok bool) {
	rec, found, ok := c.Read(c.Key(), keyspace.TypeSet)
	return open(c, c.Hold(c.Key(), rec, found && ok)), ok
}

// modify is read for a command that is about to change the set.
func modify(c *command.Call) (s opened, ok bool) {
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeSet)
	return open(c, c.Hold(c.Key(), rec, found && ok)), ok
}

func open(c *command.Call, e *command.Entry) opened {
	if !e.Found {
		return opened{c.Tx.NewSet(e.Key), e}
	}
	return opened{c.Tx.OpenSet(e.Key, e.Record), e}
}

// store puts the changed set under its key, or removes the key if no member is left.
func (s opened) store(c *command.Call, key []byte) {
	switch {
	case s.Found:
		c.Tx.Update(key, s.Record, s.Set)
	case s.Len() > 0:
		c.Tx.Create(key, keyspace.TypeSet, s.Set)
	}
}

// notify tells of a change that has been stored, and of the end of the key if it was the last member's.
func (s opened) notify(c *command.Call, what string, key []byte) {
	c.Tx.Notify(event.Set, what, key)
	if s.Len() == 0 {
		c.Tx.Notify(event.Generic, "del", key)
	}
}
