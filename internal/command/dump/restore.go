package dump

import (
	"errors"
	"math"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/rdb"
)

func restoreSpec(limit Limit) command.Spec {
	return command.Spec{
		Name: "RESTORE", Group: "generic", Since: "2.6.0",
		Complexity: "O(N*M), where N is the number of elements and M their average size; " +
			"O(N*M*log(N)) for sorted sets.",
		Summary: "Makes a key with the value that DUMP returned.",
		Flags:   command.Write | command.DenyOOM | command.Dangerous,
		Keys:    []command.KeyRule{command.At(1, command.OW|command.UpdatesData)},
		Syntax:  "key ttl:integer serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency:integer]",
		Compat:  command.Partial("no modules; a value with repeated or surplus elements is always refused"),
		Run:     func(c *command.Call) { restore(c, limit) },
	}
}

var (
	errBusyKey  = errors.New("BUSYKEY Target key name already exists.")
	errTTL      = errors.New("ERR Invalid TTL value, must be >= 0")
	errTTLRange = errors.New("ERR invalid expire time in 'restore' command")
	errIdle     = errors.New("ERR Invalid IDLETIME value, must be >= 0")
	errFreq     = errors.New("ERR Invalid FREQ value, must be >= 0 and <= 255")
	errSeal     = errors.New("ERR DUMP payload version or checksum are wrong")
	errFormat   = errors.New("ERR Bad data format")
)

// restore builds the value before it touches the key, so that a value that turns out to be broken changes nothing.
func restore(c *command.Call, limit Limit) {
	o, ok := parseOptions(c)
	if !ok {
		return
	}
	_, taken := c.Tx.Peek(c.Key())
	if taken && !o.replace {
		c.Fail(errBusyKey)
		return
	}
	at, ok := expireAt(c, o.isAbsolute)
	if !ok {
		return
	}
	body, err := rdb.Unseal(c.Args[3])
	if err != nil {
		c.Fail(errSeal)
		return
	}
	v, err := read(c, body, limit())
	if err != nil {
		c.Fail(errFormat)
		return
	}
	c.Out.OK()
	if at != 0 && at <= c.Tx.Now() && !c.Tx.IsReplaying() {
		v.drop()
		if c.Tx.Delete(c.Key()) {
			c.Tx.LogDelete(c.Key())
			c.Notify(event.Generic, "del")
		}
		return
	}
	logRestore(c, at)
	rec := v.store(c)
	if at != 0 {
		rec = c.Tx.SetExpireAt(c.Key(), rec, at)
	}
	if rec.Type() == keyspace.TypeHash {
		var left bool
		if _, rec, left = c.Tx.OpenHash(c.Key(), rec); !left { // all of its fields have expired
			return
		}
	}
	switch countsUses := c.Tx.Engine().CountsUses(); {
	case countsUses && o.freq >= 0:
		c.Tx.SetFrequency(rec, uint8(o.freq))
	case !countsUses && o.idleSeconds >= 0:
		c.Tx.SetIdleSeconds(rec, o.idleSeconds)
	}
	if taken {
		c.Notify(event.New, "new") // for Redis it is another key than the one that was there
	}
	c.Notify(event.Generic, "restore")
}

// logRestore logs the payload itself: it is shorter than what builds the value otherwise, and says how it was.
func logRestore(c *command.Call, at int64) {
	var digits [command.MaxIntDigits]byte
	c.Tx.LogAs("RESTORE", c.Key(), strconv.AppendInt(digits[:0], at, 10), c.Args[3], replaceWord, absTTLWord)
}

var replaceWord, absTTLWord = []byte("REPLACE"), []byte("ABSTTL")

// options are those of RESTORE.
type options struct {
	replace     bool
	isAbsolute  bool
	idleSeconds int64 // -1 if not given
	freq        int64 // likewise
}

// parseOptions parses what follows the payload, or replies with an error.
func parseOptions(c *command.Call) (o options, ok bool) {
	o.idleSeconds, o.freq = -1, -1
	for i := 4; i < len(c.Args); i++ {
		hasNext := i+1 < len(c.Args)
		switch {
		case c.Is(i, "REPLACE"):
			o.replace = true
		case c.Is(i, "ABSTTL"):
			o.isAbsolute = true
		case c.Is(i, "IDLETIME") && hasNext && o.freq == -1:
			i++
			if o.idleSeconds, ok = inRange(c, i, math.MaxInt64, errIdle); !ok {
				return o, false
			}
		case c.Is(i, "FREQ") && hasNext && o.idleSeconds == -1:
			i++
			if o.freq, ok = inRange(c, i, math.MaxUint8, errFreq); !ok {
				return o, false
			}
		default:
			c.Fail(command.ErrSyntax)
			return o, false
		}
	}
	return o, true
}

// inRange parses argument i as a number from 0 to highest, or replies with an error.
func inRange(c *command.Call, i int, highest int64, otherwise error) (int64, bool) {
	v, ok := c.Int(i)
	if ok && (v < 0 || v > highest) {
		c.Fail(otherwise)
		return 0, false
	}
	return v, ok
}

// expireAt is when the key expires, in unix milliseconds, 0 for never; or it replies with an error.
func expireAt(c *command.Call, isAbsolute bool) (at int64, ok bool) {
	ttl, ok := inRange(c, 2, math.MaxInt64, errTTL)
	if !ok || ttl == 0 || isAbsolute {
		return ttl, ok
	}
	if ttl > math.MaxInt64-c.Tx.Now() {
		c.Fail(errTTLRange)
		return 0, false
	}
	return ttl + c.Tx.Now(), true
}
