package hashes

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errOverflow   = errors.New("ERR increment or decrement would overflow")
	errNotInteger = errors.New("ERR hash value is not an integer")
	errNotFloat   = errors.New("ERR hash value is not a float")
	errInfinite   = errors.New("ERR value is NaN or Infinity")
)

func hincrBySpec() command.Spec {
	return command.Spec{
		Name: "HINCRBY", Group: "hash", Since: "2.0.0", Complexity: "O(1)",
		Summary: "Adds a number to the integer value of a field of a hash; a missing field counts as 0.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax:  "key field increment",
		Compat:  command.Matches("7.2"),
		Run:     hincrBy,
	}
}

func hincrBy(c *command.Call) {
	delta, ok := c.Int(3)
	if !ok {
		return
	}
	h, ok := modify(c)
	if !ok {
		return
	}
	e, found := h.Get(c.Args[2])
	old, ok := e.Value.Int()
	if found && !ok {
		c.Fail(errNotInteger)
		return
	}
	if delta > 0 && old > math.MaxInt64-delta || delta < 0 && old < math.MinInt64-delta {
		c.Fail(errOverflow)
		return
	}
	h.SetInt(c.Args[2], old+delta, e.ExpireAt)
	c.LogCall()
	h.store(c, "hincrby")
	c.Out.Int(old + delta)
}

func hincrByFloatSpec() command.Spec {
	return command.Spec{
		Name: "HINCRBYFLOAT", Group: "hash", Since: "2.6.0", Complexity: "O(1)",
		Summary: "Adds a floating-point number to the value of a field of a hash; a missing field counts as 0.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax:  "key field increment:double",
		Compat:  command.Matches("7.2"),
		Run:     hincrByFloat,
	}
}

func hincrByFloat(c *command.Call) {
	delta, ok := command.ParseLongDouble(c.Args[3])
	switch {
	case !ok:
		c.Fail(command.ErrNotFloat)
		return
	case delta.IsInf():
		c.Fail(errInfinite)
		return
	}
	h, ok := modify(c)
	if !ok {
		return
	}
	field, sum := c.Args[2], delta
	e, found := h.Get(field)
	if found {
		var digits [20]byte
		old, ok := command.ParseLongDouble(e.Value.View(digits[:]))
		if !ok {
			c.Fail(errNotFloat)
			return
		}
		if old.IsInf() {
			c.Fail(command.ErrNaN)
			return
		}
		if sum, ok = old.Add(delta); !ok {
			c.Fail(command.ErrNaN)
			return
		}
	}
	text := []byte(sum.String())
	h.Set(field, text, e.ExpireAt)
	logSet(c, field, text, e.ExpireAt)
	h.store(c, "hincrbyfloat")
	c.Out.Bulk(text)
}

// logSet logs that a field has got a value and, unless it is 0, a time of expiry.
func logSet(c *command.Call, field, value []byte, expireAt int64) {
	c.Tx.LogAs("HSET", c.Key(), field, value)
	if expireAt != 0 {
		logExpireAt(c, field, expireAt)
	}
}
