package strings

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// reply writes a string value.
func reply(c *command.Call, rec keyspace.Record) {
	if rec.Encoding() == keyspace.EncInt {
		c.Out.BulkInt(rec.Int())
		return
	}
	c.Out.Bulk(rec.Value())
}

// store sets a key to a string, compactly if it is the canonical decimal of an integer.
func store(c *command.Call, key, value []byte, expireAt int64) {
	if len(value) <= command.MaxIntDigits {
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
	var digits [command.MaxIntDigits]byte
	c.Tx.LogAs("SET", key, value, pxat, strconv.AppendInt(digits[:0], expireAt, 10))
}

var pxat = []byte("PXAT")

// storeAndLog is store and logSet.
func storeAndLog(c *command.Call, key, value []byte, expireAt int64) {
	logSet(c, key, value, expireAt)
	store(c, key, value, expireAt)
	c.Tx.Notify(event.String, "set", key)
}
