package hashes

import "github.com/holdfast-db/holdfast/internal/command"

func hexpireSpec() command.Spec {
	return expireSpec("HEXPIRE", "seconds", "Sets after how many seconds fields of a hash expire.", seconds)
}

func hpexpireSpec() command.Spec {
	return expireSpec("HPEXPIRE", "milliseconds", "Sets after how many milliseconds fields of a hash expire.", millis)
}

func hexpireAtSpec() command.Spec {
	return expireSpec("HEXPIREAT", "unix-time-seconds", "Sets the Unix time at which fields of a hash expire.", unixTime)
}

func hpexpireAtSpec() command.Spec {
	return expireSpec("HPEXPIREAT", "unix-time-milliseconds",
		"Sets the Unix time in milliseconds at which fields of a hash expire.", unixMillis)
}

func expireSpec(name, argument, summary string, u unit) command.Spec {
	return command.Spec{
		Name: name, Group: "hash", Since: "7.4.0", Complexity: "O(N) where N is the number of fields.",
		Summary: summary,
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:  "key " + argument + " [NX | XX | GT | LT] FIELDS numfields field [field ...]",
		Compat:  command.Matches("7.4"),
		Run:     func(c *command.Call) { hexpire(c, u) },
	}
}

// What HEXPIRE and its like reply for a field, and those that ask for the expiry.
const (
	noField    = -2
	noExpiry   = -1
	notMet     = 0
	wasSet     = 1
	wasDeleted = 2
)

func hexpire(c *command.Call, u unit) {
	at, ok := u.at(c, 2)
	if !ok {
		return
	}
	condition, ok := conditionOf(c, 3)
	next := 3
	if ok {
		next++
	}
	fields, ok := fieldsAt(c, next, 1)
	if !ok {
		return
	}
	h, ok := modify(c)
	if !ok {
		return
	}
	changed, deleted := false, false
	c.Out.Array(len(fields))
	for _, field := range fields {
		e, found := h.Get(field)
		switch {
		case !found:
			c.Out.Int(noField)
		case !condition.allows(e.ExpireAt, at):
			c.Out.Int(notMet)
		case h.expire(c, field, at):
			deleted = true
			c.Out.Int(wasDeleted)
		default:
			changed = true
			c.Out.Int(wasSet)
		}
	}
	h.storeExpiry(c, "hexpire", changed, deleted)
}

// condition says when an expiry may be changed.
type condition uint8

const (
	always condition = iota
	ifNone
	ifAny
	ifLater
	ifEarlier
)

// conditionOf finds the condition that argument i names.
func conditionOf(c *command.Call, i int) (condition, bool) {
	switch {
	case c.Is(i, "NX"):
		return ifNone, true
	case c.Is(i, "XX"):
		return ifAny, true
	case c.Is(i, "GT"):
		return ifLater, true
	case c.Is(i, "LT"):
		return ifEarlier, true
	}
	return always, false
}

// allows reports whether an expiry may become another; 0 is none, and later than all others.
func (cond condition) allows(old, at int64) bool {
	switch cond {
	case ifNone:
		return old == 0
	case ifAny:
		return old != 0
	case ifLater:
		return old != 0 && at > old
	case ifEarlier:
		return old == 0 || at < old
	}
	return true
}
