package limiter

import (
	"errors"
	"math"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

var (
	errBurst    = errors.New("ERR max_burst must not be negative")
	errCount    = errors.New("ERR count must be positive")
	errPeriod   = errors.New("ERR period must be positive")
	errQuantity = errors.New("ERR quantity must not be negative")
	errTooFast  = errors.New("ERR the rate is above one in a nanosecond")
	errTooLarge = errors.New("ERR the period, the burst or the quantity is too large")
)

func throttleSpec() command.Spec {
	return command.Spec{
		Name: "CL.THROTTLE", Group: "string", Since: "7.2.0", Complexity: "O(1)",
		Summary: "Takes from a limit on how often something may be done, and tells whether that was allowed.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax:  "key max-burst:integer count:integer period:integer [quantity:integer]",
		Compat:  command.Ours("as the module redis-cell has it"),
		Run:     throttle,
	}
}

// throttle replies whether the request is limited, with the limit, what is left of it, after how many seconds to try
// again, and after how many all is left.
func throttle(c *command.Call) {
	limit, r, ok := parse(c)
	if !ok {
		return
	}
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	now, dueAt := c.Tx.Now()*nanosInMilli, int64(0)
	if found {
		var buf [command.MaxIntDigits]byte
		if dueAt, ok = command.ParseInt(command.StringText(rec, &buf)); !ok || dueAt > math.MaxInt64/2 {
			c.Fail(command.ErrNotInteger)
			return
		}
	}
	v := r.ask(now, dueAt)
	if !v.isLimited && r.cost > 0 {
		store(c, v.dueAt)
	}
	c.Out.Array(5)
	if v.isLimited {
		c.Out.Int(1)
	} else {
		c.Out.Int(0)
	}
	c.Out.Int(limit)
	c.Out.Int(v.remaining)
	c.Out.Int(inSeconds(v.retryAfter))
	c.Out.Int(inSeconds(v.resetAfter))
}

// parse reads the arguments behind the key, or replies with an error.
func parse(c *command.Call) (limit int64, r rate, ok bool) {
	if len(c.Args) > 6 {
		c.Fail(command.ErrArityOf(c.Spec))
		return 0, r, false
	}
	var n [4]int64
	n[3] = 1
	for i := range c.Args[2:] {
		if n[i], ok = c.Int(i + 2); !ok {
			return 0, r, false
		}
	}
	burst, count, period, quantity := n[0], n[1], n[2], n[3]
	switch {
	case burst < 0:
		c.Fail(errBurst)
	case count <= 0:
		c.Fail(errCount)
	case period <= 0:
		c.Fail(errPeriod)
	case quantity < 0:
		c.Fail(errQuantity)
	case burst == math.MaxInt64:
		c.Fail(errTooLarge)
	default:
		limit = burst + 1
		r, ok = newRate(limit, count, period, quantity)
		switch {
		case !ok:
			c.Fail(errTooLarge)
		case r.interval == 0:
			c.Fail(errTooFast)
		default:
			return limit, r, true
		}
	}
	return 0, r, false
}

var pxatWord = []byte("PXAT")

// store keeps until when the key owes something, as a SET that any replay understands.
func store(c *command.Call, dueAt int64) {
	expireAt := (dueAt + nanosInMilli - 1) / nanosInMilli
	var due, at [command.MaxIntDigits]byte
	c.Tx.LogAs("SET", c.Key(), strconv.AppendInt(due[:0], dueAt, 10), pxatWord, strconv.AppendInt(at[:0], expireAt, 10))
	c.Tx.SetInt(c.Key(), dueAt, expireAt)
	c.Notify(event.String, "set")
	c.Notify(event.Generic, "expire")
}
