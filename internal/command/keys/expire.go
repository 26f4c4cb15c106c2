package keys

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

func expireSpec() command.Spec {
	return expireFamily("EXPIRE", "1.0.0", "seconds", "Sets a key to expire after seconds.", 1000, true)
}

func pexpireSpec() command.Spec {
	return expireFamily("PEXPIRE", "2.6.0", "milliseconds", "Sets a key to expire after milliseconds.", 1, true)
}

func expireAtSpec() command.Spec {
	return expireFamily("EXPIREAT", "1.2.0", "unix-time-seconds",
		"Sets a key to expire at a Unix time in seconds.", 1000, false)
}

func pexpireAtSpec() command.Spec {
	return expireFamily("PEXPIREAT", "2.6.0", "unix-time-milliseconds",
		"Sets a key to expire at a Unix time in milliseconds.", 1, false)
}

func expireFamily(name, since, arg, summary string, unitMillis int64, isRelative bool) command.Spec {
	return command.Spec{
		Name: name, Group: "generic", Since: since, Complexity: "O(1)",
		Summary: summary,
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:  "key " + arg + " [NX | XX | GT | LT]",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { expire(c, unitMillis, isRelative) },
	}
}

func expire(c *command.Call, unitMillis int64, isRelative bool) {
	cond, ok := parseExpireCondition(c)
	if !ok {
		return
	}
	at, ok := c.Int(2)
	if !ok {
		return
	}
	if at, ok = expireTime(at, unitMillis, isRelative, c.Tx.Now()); !ok {
		c.Fail(errors.New("ERR invalid expire time in '" + c.Spec.FullName() + "' command"))
		return
	}
	rec, found := c.Tx.Find(c.Key())
	if !found || !cond.allows(rec.ExpireAt(), at) {
		c.Out.Int(0)
		return
	}
	setExpiry(c, rec, at)
	c.Out.Int(1)
}

// expireTime is when the key expires, in unix milliseconds.
func expireTime(v, unitMillis int64, isRelative bool, now int64) (int64, bool) {
	if v > math.MaxInt64/unitMillis || v < math.MinInt64/unitMillis {
		return 0, false
	}
	v *= unitMillis
	if !isRelative {
		return v, true
	}
	if v > math.MaxInt64-now {
		return 0, false
	}
	return v + now, true
}

// setExpiry makes a key expire at a time; one that has passed deletes it.
func setExpiry(c *command.Call, rec keyspace.Record, at int64) {
	if at <= c.Tx.Now() && !c.Tx.IsReplaying() {
		c.Tx.LogDelete(c.Key())
		c.Tx.Delete(c.Key())
		c.Notify(event.Generic, "del")
		return
	}
	c.Tx.LogExpireAt(c.Key(), at)
	c.Tx.SetExpireAt(c.Key(), rec, at)
	c.Notify(event.Generic, "expire")
}

// expireCondition is under which EXPIRE applies.
type expireCondition struct{ nx, xx, gt, lt bool }

var (
	errConditionNX = errors.New("ERR NX and XX, GT or LT options at the same time are not compatible")
	errConditionGT = errors.New("ERR GT and LT options at the same time are not compatible")
)

func parseExpireCondition(c *command.Call) (e expireCondition, ok bool) {
	for i := 3; i < len(c.Args); i++ {
		switch {
		case c.Is(i, "NX"):
			e.nx = true
		case c.Is(i, "XX"):
			e.xx = true
		case c.Is(i, "GT"):
			e.gt = true
		case c.Is(i, "LT"):
			e.lt = true
		default:
			c.Fail(errors.New("ERR Unsupported option " + command.Text(c.Args[i], math.MaxInt)))
			return e, false
		}
	}
	switch {
	case e.nx && (e.xx || e.gt || e.lt):
		c.Fail(errConditionNX)
	case e.gt && e.lt:
		c.Fail(errConditionGT)
	default:
		return e, true
	}
	return e, false
}

// allows compares with the present expiry; a key without one counts as expiring at infinity.
func (e expireCondition) allows(current, at int64) bool {
	switch {
	case e.nx && current != 0:
		return false
	case e.xx && current == 0:
		return false
	case e.gt && (current == 0 || at <= current):
		return false
	case e.lt && current != 0 && at >= current:
		return false
	}
	return true
}

func persistSpec() command.Spec {
	return command.Spec{
		Name: "PERSIST", Group: "generic", Since: "2.2.0", Complexity: "O(1)",
		Summary: "Removes the expiry of a key.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			rec, found := c.Tx.Find(c.Key())
			if !found || rec.ExpireAt() == 0 {
				c.Out.Int(0)
				return
			}
			c.Tx.LogExpireAt(c.Key(), 0)
			c.Tx.SetExpireAt(c.Key(), rec, 0)
			c.Notify(event.Generic, "persist")
			c.Out.Int(1)
		},
	}
}
