package engine

import (
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/event"
)

// A Notifier is told the events of a unit, in their order, when the unit has committed. Nobody else may hear of them
// before the log has reached lsn. It is called under the locks of the unit's shards, so that the events of a key come
// in the order in which they happened: it must neither wait nor lock a shard. The events are valid until it returns.
type Notifier func(lsn commitlog.LSN, events []event.Event)

// SetNotifier says who is told of events. It is to be called before the first unit.
func (e *Engine) SetNotifier(to Notifier) { e.notifier = to }

// SetEvents says which events are told, and how. If it is neither as keyspace events nor as keyevents, none are.
func (e *Engine) SetEvents(about event.Class) {
	if about&(event.ToKeyspace|event.ToKeyevent) == 0 {
		about = 0
	}
	e.events.Store(uint32(about))
}

// Events is which events are told, and how.
func (e *Engine) Events() event.Class { return event.Class(e.events.Load()) }

// Notify tells of an event, if anybody wants to know. It costs one load where nobody does.
func (t *Txn) Notify(class event.Class, name string, key []byte) {
	if event.Class(t.e.events.Load())&class != 0 {
		t.gather(class, name, key)
	}
}

// NotifyAt is Notify for a key of another database.
func (t *Txn) NotifyAt(db int, class event.Class, name string, key []byte) {
	defer t.Select(t.db)
	t.Select(db)
	t.Notify(class, name, key)
}

// gather keeps an event for the notifier.
func (t *Txn) gather(class event.Class, name string, key []byte) {
	if t.replaying || t.e.notifier == nil {
		return
	}
	at := len(t.eventKeys)
	t.eventKeys = append(t.eventKeys, key...)
	t.events = append(t.events, event.Event{DB: t.db, Class: class, Name: name, Key: t.eventKeys[at:len(t.eventKeys):len(t.eventKeys)]})
}

// tellEvents hands the events so far to the notifier. lsn is the unit's, 0 if it has changed nothing: then what it saw
// is no newer than the end of the log.
func (t *Txn) tellEvents(lsn commitlog.LSN) {
	if len(t.events) == 0 {
		return
	}
	if lsn == 0 {
		lsn = t.e.log.Appended()
	}
	t.e.notifier(lsn, t.events)
	t.events, t.eventKeys = t.events[:0], t.eventKeys[:0]
	if cap(t.events) > keepEvents {
		t.events, t.eventKeys = nil, nil
	}
}

// keepEvents is how many events the buffer for them may have room for to be kept for the next unit.
const keepEvents = 1024
