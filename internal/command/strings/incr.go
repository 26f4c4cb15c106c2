package strings

import (
	"errors"
	"math"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

var (
	errOverflow     = errors.New("ERR increment or decrement would overflow")
	errDecrOverflow = errors.New("ERR decrement would overflow")
)

func incrSpec() command.Spec {
	return counterSpec("INCR", "1.0.0", "key", "Adds one to the integer value of a key; a missing key counts as 0.",
		func(c *command.Call) { add(c, 1) })
}

func decrSpec() command.Spec {
	return counterSpec("DECR", "1.0.0", "key", "Takes one from the integer value of a key; a missing key counts as 0.",
		func(c *command.Call) { add(c, -1) })
}

func incrBySpec() command.Spec {
	return counterSpec("INCRBY", "1.0.0", "key increment",
		"Adds a number to the integer value of a key; a missing key counts as 0.", incrBy)
}

func decrBySpec() command.Spec {
	return counterSpec("DECRBY", "1.0.0", "key decrement",
		"Takes a number from the integer value of a key; a missing key counts as 0.", decrBy)
}

func counterSpec(name, since, syntax, summary string, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Group: "string", Since: since, Complexity: "O(1)",
		Summary: summary,
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax:  syntax,
		Compat:  command.Matches("7.2"),
		Run:     run,
	}
}

func incrBy(c *command.Call) {
	if v, ok := c.Int(2); ok {
		add(c, v)
	}
}

func decrBy(c *command.Call) {
	v, ok := c.Int(2)
	if !ok {
		return
	}
	if v == math.MinInt64 {
		c.Fail(errDecrOverflow)
		return
	}
	add(c, -v)
}

// add changes a counter and replies with its new value.
func add(c *command.Call, delta int64) {
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	var old, at int64
	if found {
		if old, ok = integer(rec); !ok {
			c.Fail(command.ErrNotInteger)
			return
		}
		at = rec.ExpireAt()
	}
	if delta > 0 && old > math.MaxInt64-delta || delta < 0 && old < math.MinInt64-delta {
		c.Fail(errOverflow)
		return
	}
	var digits [command.MaxIntDigits]byte
	c.Tx.LogAs("INCRBY", c.Key(), strconv.AppendInt(digits[:0], delta, 10))
	c.Tx.SetInt(c.Key(), old+delta, at)
	c.Notify(event.String, "incrby")
	c.Out.Int(old + delta)
}

func integer(rec keyspace.Record) (int64, bool) {
	if rec.Encoding() == keyspace.EncInt {
		return rec.Int(), true
	}
	return command.ParseInt(rec.Value())
}

func incrByFloatSpec() command.Spec {
	return command.Spec{
		Name: "INCRBYFLOAT", Group: "string", Since: "2.6.0", Complexity: "O(1)",
		Summary: "Adds a floating-point number to the value of a key; a missing key counts as 0.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax:  "key increment:double",
		Compat:  command.Matches("7.2"),
		Run:     incrByFloat,
	}
}

func incrByFloat(c *command.Call) {
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	value, at := []byte("0"), int64(0)
	if found {
		var buf [command.MaxIntDigits]byte
		value, at = command.StringText(rec, &buf), rec.ExpireAt()
	}
	old, okOld := command.ParseLongDouble(value)
	delta, okDelta := command.ParseLongDouble(c.Args[2])
	if !okOld || !okDelta {
		c.Fail(command.ErrNotFloat)
		return
	}
	if old.IsInf() || delta.IsInf() {
		c.Fail(command.ErrNaN)
		return
	}
	sum, ok := old.Add(delta)
	if !ok {
		c.Fail(command.ErrNaN)
		return
	}
	value = []byte(sum.String())
	logSet(c, c.Key(), value, at)
	store(c, c.Key(), value, at)
	c.Notify(event.String, "incrbyfloat")
	c.Out.Bulk(value)
}
