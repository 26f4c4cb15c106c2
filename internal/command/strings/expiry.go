package strings

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
)

// expiryOption is one of the options by which SET and GETEX say when a key expires.
type expiryOption struct {
	token    string
	isMillis bool // the argument is in milliseconds, not seconds
	isTime   bool // the argument is a point in time, not a duration
}

// expiryOptionOf finds the option that argument i names.
func expiryOptionOf(c *command.Call, i int) (expiryOption, bool) {
	for _, o := range [...]expiryOption{
		{token: "EX"}, {token: "PX", isMillis: true}, {token: "EXAT", isTime: true},
		{token: "PXAT", isMillis: true, isTime: true},
	} {
		if c.Is(i, o.token) {
			return o, true
		}
	}
	return expiryOption{}, false
}

// at turns the option's argument into unix milliseconds, or replies with an error.
func (o expiryOption) at(c *command.Call, arg int) (int64, bool) {
	v, ok := c.Int(arg)
	if !ok {
		return 0, false
	}
	at, ok := o.add(c.Tx.Now(), v)
	if !ok {
		c.Fail(errInvalidExpire(c))
	}
	return at, ok
}

func (o expiryOption) add(now, v int64) (int64, bool) {
	if v <= 0 {
		return 0, false
	}
	if !o.isMillis {
		if v > math.MaxInt64/1000 {
			return 0, false
		}
		v *= 1000
	}
	if !o.isTime {
		if v > math.MaxInt64-now {
			return 0, false
		}
		v += now
	}
	return v, true
}

func errInvalidExpire(c *command.Call) error {
	return errors.New("ERR invalid expire time in '" + c.Spec.FullName() + "' command")
}
