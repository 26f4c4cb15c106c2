package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// opened is the stream under a key; an empty one where there is no such key. Only one is open at a time.
type opened struct {
	*stream.Stream
	*command.Entry
}

// read opens a stream for reading. ok is false if the key holds another type, and the error is the reply then.
func read(c *command.Call, key []byte) (s opened, ok bool) {
	rec, found, ok := c.Read(key, keyspace.TypeStream)
	return open(c, c.Hold(key, rec, found), ok)
}

// modify is read for a command that is about to change the stream.
func modify(c *command.Call, key []byte) (s opened, ok bool) {
	rec, found, ok := c.Modify(key, keyspace.TypeStream)
	return open(c, c.Hold(key, rec, found), ok)
}

// modifyRead is modify for what a group does, which counts as reading: it is told that the stream is not there.
func modifyRead(c *command.Call, key []byte) (s opened, ok bool) {
	if s, ok = modify(c, key); ok && !s.Found {
		c.Tx.Notify(event.Miss, "keymiss", key)
	}
	return s, ok
}

func open(c *command.Call, e *command.Entry, ok bool) (opened, bool) {
	switch {
	case !ok:
		return opened{}, false
	case e.Found:
		return opened{c.Tx.OpenStream(e.Key, e.Record), e}, true
	default:
		return opened{c.Tx.NewStream(e.Key), e}, true
	}
}

// store puts the changed stream under the key and tells those who watch it or wait for it.
func (s opened) store(c *command.Call) {
	if s.Found {
		c.Tx.Update(s.Key, s.Record, s.Stream)
		return
	}
	c.Tx.Create(s.Key, keyspace.TypeStream, s.Stream)
}

// tell tells of an event.
func (s opened) tell(c *command.Call, name string) { c.Tx.Notify(event.Stream, name, s.Key) }

// storeQuietly is store after a change that only groups see. The stream has been there.
func (s opened) storeQuietly(c *command.Call) { c.Tx.UpdateQuietly(s.Key, s.Record, s.Stream) }

// storeAcked is storeQuietly after entries of a group have been acknowledged: if it is the turn of others now, consumers
// that wait are told.
func (s opened) storeAcked(c *command.Call, g *stream.Group) {
	if g.Turns() > 0 {
		s.store(c)
		return
	}
	s.storeQuietly(c)
}

// openGroup opens a group of a stream, or replies that there is none.
func openGroup(c *command.Call, key, name []byte, modifies bool) (s opened, g *stream.Group, ok bool) {
	if modifies {
		s, ok = modifyRead(c, key)
	} else {
		s, ok = read(c, key)
	}
	if !ok {
		return s, nil, false
	}
	if g, ok = s.Group(name); !ok {
		c.Fail(errNoKeyOrGroup(key, name))
	}
	return s, g, ok
}

// consumer opens a consumer, or makes and logs one, and notes that it was heard of.
func (s opened) consumer(c *command.Call, g *stream.Group, name []byte) *stream.Consumer {
	m, found := g.Consumer(name)
	if !found {
		m = g.CreateConsumer(name, c.Tx.Now())
		c.Tx.LogAs("XGROUP", wordCreateConsumer, s.Key, g.Name(), name)
		s.tell(c, "xgroup-createconsumer")
	}
	m.Seen = c.Tx.Now()
	return m
}

// readAgain is read for a key that was looked at before: it counts no hit, and whatever is no stream is not there.
func readAgain(c *command.Call, key []byte) (s opened, ok bool) {
	rec, found := c.Tx.Peek(key)
	if !found || rec.Type() != keyspace.TypeStream {
		return s, false
	}
	return open(c, c.Hold(key, rec, true), true)
}
