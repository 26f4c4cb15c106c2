package command

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// MaxIntDigits is the longest decimal of a signed 64-bit integer, sign included.
const MaxIntDigits = 20

// StringText is a string value as the client sees it; it uses buf if the value is stored as an integer.
func StringText(rec keyspace.Record, buf *[MaxIntDigits]byte) []byte {
	if rec.Encoding() == keyspace.EncInt {
		return strconv.AppendInt(buf[:0], rec.Int(), 10)
	}
	return rec.Value()
}

// AppendStringText appends a string value as the client sees it.
func AppendStringText(dst []byte, rec keyspace.Record) []byte {
	var buf [MaxIntDigits]byte
	return append(dst, StringText(rec, &buf)...)
}

// StringLen is the length of a string value as the client sees it.
func StringLen(rec keyspace.Record) int {
	var buf [MaxIntDigits]byte
	return len(StringText(rec, &buf))
}

// Grow makes the first argument's key a string of n bytes that can be written to in place: what it held, and then
// zeros. rec is the string that was there, if one was found.
func (c *Call) Grow(rec keyspace.Record, found bool, n int) keyspace.Record {
	switch {
	case !found:
		rec = c.Tx.Set(c.Key(), keyspace.TypeString, keyspace.EncRaw, nil, 0)
	case rec.Encoding() == keyspace.EncInt:
		var buf [MaxIntDigits]byte
		rec = c.Tx.Set(c.Key(), keyspace.TypeString, keyspace.EncRaw, StringText(rec, &buf), rec.ExpireAt())
	}
	return c.Tx.Resize(c.Key(), rec, n)
}
