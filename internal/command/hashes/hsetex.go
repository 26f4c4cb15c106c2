package hashes

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
)

func hsetExSpec() command.Spec {
	return command.Spec{
		Name: "HSETEX", Group: "hash", Since: "8.0.0", Complexity: "O(N) where N is the number of fields set.",
		Summary: "Sets fields of a hash and their expiry.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax: "key [FNX | FXX] [EX seconds | PX milliseconds | EXAT unix-time-seconds" +
			" | PXAT unix-time-milliseconds | KEEPTTL] FIELDS numfields field value [field value ...]",
		Compat: command.Matches("8.0"),
		Run:    hsetEx,
	}
}

var (
	errSetExOptions    = errors.New("ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified")
	errSetExConditions = errors.New("ERR Only one of FXX or FNX arguments can be specified")
)

func hsetEx(c *command.Call) {
	o, ok := parseExOptions(c, exSyntax{sets: true, several: errSetExOptions, width: 2})
	if !ok {
		return
	}
	h, ok := modify(c)
	if !ok {
		return
	}
	if !o.allows(h) {
		c.Out.Int(0)
		return
	}
	var events exEvents
	for i := 0; i < len(o.fields); i += 2 {
		h.setEx(c, o.fields[i], o.fields[i+1], &o, &events)
	}
	h.put(c)
	h.tell(c, events)
	c.Out.Int(1)
}

// exEvents is what HSETEX has done that is worth telling.
type exEvents struct{ set, expires, deleted bool }

func (h opened) tell(c *command.Call, e exEvents) {
	if e.set {
		c.Notify(event.Hash, "hset")
	}
	if e.expires {
		c.Notify(event.Hash, "hexpire")
	}
	if e.deleted {
		c.Notify(event.Hash, "hdel")
		h.notifyEnd(c)
	}
}

// allows reports whether FNX or FXX, if they were given, are met.
func (o *exOptions) allows(h opened) bool {
	for i := 0; i < len(o.fields); i += 2 {
		exists := h.Has(o.fields[i])
		if exists && o.ifNone || !exists && o.ifAll {
			return false
		}
	}
	return true
}

// setEx sets a field, and logs what has come of it. One that would have expired already is deleted at once.
func (h opened) setEx(c *command.Call, field, value []byte, o *exOptions, events *exEvents) {
	at := o.at
	if o.keepTTL {
		e, _ := h.Get(field)
		at = e.ExpireAt
	}
	if at != 0 && at <= c.Tx.Now() && !c.Tx.IsReplaying() {
		if h.Delete(field) {
			c.Tx.LogAs("HDEL", c.Key(), field)
			events.deleted = true
		}
		return
	}
	events.set = true
	events.expires = events.expires || o.hasExpiry
	h.Set(field, value, at)
	logSet(c, field, value, at)
}
