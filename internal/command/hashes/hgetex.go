package hashes

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

func hgetExSpec() command.Spec {
	return command.Spec{
		Name: "HGETEX", Group: "hash", Since: "8.0.0", Complexity: "O(N) where N is the number of fields.",
		Summary: "Returns the values of fields of a hash and sets or removes their expiry.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax: "key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST]" +
			" FIELDS numfields field [field ...]",
		Compat: command.Matches("8.0"),
		Run:    hgetEx,
	}
}

var errGetExOptions = errors.New("ERR Only one of EX, PX, EXAT, PXAT or PERSIST arguments can be specified")

func hgetEx(c *command.Call) {
	o, ok := parseExOptions(c, exSyntax{persist: true, several: errGetExOptions, width: 1})
	if !ok {
		return
	}
	h, ok := modify(c)
	if !ok {
		return
	}
	changed, deleted := false, false
	c.Out.Array(len(o.fields))
	for _, field := range o.fields {
		e, found := h.Get(field)
		if !found {
			c.Out.Null()
			continue
		}
		c.Item(e.Value)
		if (o.hasExpiry || o.persist) && o.at != e.ExpireAt {
			if h.expire(c, field, o.at) {
				deleted = true
			} else {
				changed = true
			}
		}
	}
	event := "hexpire"
	if o.persist {
		event = "hpersist"
	}
	h.storeExpiry(c, event, changed, deleted)
}

func hgetDelSpec() command.Spec {
	return command.Spec{
		Name: "HGETDEL", Group: "hash", Since: "8.0.0", Complexity: "O(N) where N is the number of fields.",
		Summary: "Returns the values of fields of a hash and deletes the fields.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:  "key FIELDS numfields field [field ...]",
		Compat:  command.Matches("8.0"),
		Run:     hgetDel,
	}
}

func hgetDel(c *command.Call) {
	fields, ok := fieldsAt(c, 2, 1)
	if !ok {
		return
	}
	h, ok := modify(c)
	if !ok {
		return
	}
	deleted := false
	c.Out.Array(len(fields))
	for _, field := range fields {
		replyValue(c, h, field)
		if h.Delete(field) {
			c.Tx.LogAs("HDEL", c.Key(), field)
			deleted = true
		}
	}
	h.storeExpiry(c, "", false, deleted)
}
