package hashes

import (
	"errors"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

var errNegativeExpire = errors.New("ERR invalid expire time, must be >= 0")

// unit says how a command measures the time of an expiry.
type unit struct {
	millis   int64 // in one of it
	isMoment bool  // since 1970, not from now on
}

// The units of EX, PX, EXAT and PXAT, and of the commands that are called after them.
var (
	seconds    = unit{millis: 1000}
	millis     = unit{millis: 1}
	unixTime   = unit{millis: 1000, isMoment: true}
	unixMillis = unit{millis: 1, isMoment: true}
)

// at parses argument i as a time of expiry and returns it in unix milliseconds, or replies with an error.
func (u unit) at(c *command.Call, i int) (int64, bool) {
	v, ok := c.Int(i)
	if !ok {
		return 0, false
	}
	if v < 0 {
		c.Fail(errNegativeExpire)
		return 0, false
	}
	base := int64(0)
	if !u.isMoment {
		base = c.Tx.Now()
	}
	if v > (page.MaxExpireAt-base)/u.millis {
		c.Fail(errors.New("ERR invalid expire time in '" + c.Spec.FullName() + "' command"))
		return 0, false
	}
	return base + v*u.millis, true
}

// of returns a time of expiry in the unit, rounded up.
func (u unit) of(c *command.Call, at int64) int64 {
	if !u.isMoment {
		at -= c.Tx.Now()
	}
	return (at + u.millis - 1) / u.millis
}

// expireOption finds the unit of the option that argument i names.
func expireOption(c *command.Call, i int) (unit, bool) {
	switch {
	case c.Is(i, "EX"):
		return seconds, true
	case c.Is(i, "PX"):
		return millis, true
	case c.Is(i, "EXAT"):
		return unixTime, true
	case c.Is(i, "PXAT"):
		return unixMillis, true
	}
	return unit{}, false
}

// expire changes when a field of h, which is there, expires, and logs it; 0 means never. What would have expired
// already is deleted, but for a replay, which goes by no clock.
func (h opened) expire(c *command.Call, field []byte, at int64) (deleted bool) {
	switch {
	case at != 0 && at <= c.Tx.Now() && !c.Tx.IsReplaying():
		c.Tx.LogAs("HDEL", c.Key(), field)
		return h.Delete(field)
	case at == 0:
		c.Tx.LogAs("HPERSIST", c.Key(), fieldsWord, oneWord, field)
	default:
		logExpireAt(c, field, at)
	}
	h.Expire(field, at)
	return false
}

func logExpireAt(c *command.Call, field []byte, at int64) {
	var digits [20]byte
	c.Tx.LogAs("HPEXPIREAT", c.Key(), strconv.AppendInt(digits[:0], at, 10), fieldsWord, oneWord, field)
}

var fieldsWord, oneWord = []byte("FIELDS"), []byte("1")
