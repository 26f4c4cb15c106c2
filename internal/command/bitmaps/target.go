package bitmaps

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// target is the string that a command writes bits into. It is touched, and the command logged, only if something
// changes: writers that set the same bits over and over are common.
type target struct {
	c        *command.Call
	rec      keyspace.Record
	bytes    []byte // to be read
	isReady  bool   // to be written to
	isLogged bool   // in the end
	grew     bool
	isTold   bool // to those who watch for events, who are not interested in how it is stored
}

// openTarget opens the value of the first argument's key, which must hold at least need bytes.
func openTarget(c *command.Call, rec keyspace.Record, found bool, need int) target {
	have := 0
	if found {
		have = command.StringLen(rec)
	}
	if !found || have < need || rec.Encoding() == keyspace.EncInt {
		rec = c.Grow(rec, found, max(have, need))
		return target{c: c, rec: rec, bytes: rec.Value(), isReady: true, isLogged: true, grew: have < need}
	}
	t := target{c: c, rec: rec, bytes: rec.Value()}
	if rec.Encoding() != keyspace.EncRaw {
		// OBJECT ENCODING changes, but those who watch the key are not told.
		c.Tx.SetEncoding(c.Key(), rec, keyspace.EncRaw)
		t.isLogged = true
	}
	return t
}

// change returns the bytes to be written to.
func (t *target) change() []byte {
	t.isTold = true
	if !t.isReady {
		t.rec = t.c.Grow(t.rec, true, len(t.bytes))
		t.bytes = t.rec.Value()
		t.isReady, t.isLogged = true, true
	}
	return t.bytes
}

// wrote says that a bit was written, whatever it was before. It is an event if the string grew for it.
func (t *target) wrote() { t.isTold = t.isTold || t.grew }

// finish logs the command as its own effect, if it had one.
func (t *target) finish() {
	if t.isLogged {
		t.c.LogCall()
	}
	if t.isTold {
		t.c.Notify(event.String, "setbit")
	}
}
