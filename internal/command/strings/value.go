package strings

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// maxIntDigits is the longest decimal of a signed 64-bit integer, sign included.
const maxIntDigits = 20

// reply writes a string value.
func reply(c *command.Call, rec keyspace.Record) {
	if rec.Encoding() == keyspace.EncInt {
		c.Out.BulkInt(rec.Int())
		return
	}
	c.Out.Bulk(rec.Value())
}

// appendText appends a string value as the client sees it.
func appendText(dst []byte, rec keyspace.Record) []byte {
	if rec.Encoding() == keyspace.EncInt {
		return strconv.AppendInt(dst, rec.Int(), 10)
	}
	return append(dst, rec.Value()...)
}

// text is a string value as the client sees it; it uses buf if the value is an integer.
func text(rec keyspace.Record, buf *[maxIntDigits]byte) []byte {
	if rec.Encoding() == keyspace.EncInt {
		return strconv.AppendInt(buf[:0], rec.Int(), 10)
	}
	return rec.Value()
}

// textLen is the length of a string value as the client sees it.
func textLen(rec keyspace.Record) int {
	var buf [maxIntDigits]byte
	return len(text(rec, &buf))
}

// store sets a key to a string, compactly if it is the canonical decimal of an integer.
func store(c *command.Call, key, value []byte, expireAt int64) {
	if len(value) <= maxIntDigits {
		if v, ok := command.ParseInt(value); ok {
			c.Tx.SetInt(key, v, expireAt)
			return
		}
	}
	c.Tx.Set(key, keyspace.TypeString, keyspace.StringEncoding(len(value)), value, expireAt)
}

// logSet logs the canonical effect of any command that ends in a key having a string value.
func logSet(c *command.Call, key, value []byte, expireAt int64) {
	if expireAt == 0 {
		c.Tx.LogAs("SET", key, value)
		return
	}
	var digits [maxIntDigits]byte
	c.Tx.LogAs("SET", key, value, pxat, strconv.AppendInt(digits[:0], expireAt, 10))
}

var pxat = []byte("PXAT")

// storeAndLog is store and logSet.
func storeAndLog(c *command.Call, key, value []byte, expireAt int64) {
	logSet(c, key, value, expireAt)
	store(c, key, value, expireAt)
}
