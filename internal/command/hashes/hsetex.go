package hashes

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
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
	for i := 0; i < len(o.fields); i += 2 {
		h.setEx(c, o.fields[i], o.fields[i+1], &o)
	}
	h.store(c)
	c.Out.Int(1)
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
func (h opened) setEx(c *command.Call, field, value []byte, o *exOptions) {
	at := o.at
	if o.keepTTL {
		e, _ := h.Get(field)
		at = e.ExpireAt
	}
	if at != 0 && at <= c.Tx.Now() && !c.Tx.IsReplaying() {
		if h.Delete(field) {
			c.Tx.LogAs("HDEL", c.Key(), field)
		}
		return
	}
	h.Set(field, value, at)
	logSet(c, field, value, at)
}
