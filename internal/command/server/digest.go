package server

import (
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// digest tells whether two sets of data are the same, in whatever order they are met: it is the exclusive or of the
// hashes of their keys. The empty set's is zero.
type digest [sha1.Size]byte

func (d digest) String() string { return hex.EncodeToString(d[:]) }

func (d *digest) mix(other digest) {
	for i := range d {
		d[i] ^= other[i]
	}
}

// digestBatchKeys is how many keys are hashed at a time; all shards stay locked in between.
const digestBatchKeys = 1 << 16

// digestAll is the digest of all databases, whose shards are locked.
func digestAll(t *engine.Txn) (d digest) {
	selected := t.DB()
	defer t.Select(selected)
	for db := range t.Engine().Databases() {
		if t.Engine().Len(db) == 0 {
			continue
		}
		t.Select(db)
		for cursor, more := uint64(0), true; more; more = cursor != 0 {
			cursor = t.Scan(cursor, digestBatchKeys, func(rec keyspace.Record) { d.mix(digestKey(db, rec)) })
		}
	}
	return d
}

// digestKey hashes all there is to know about a key. Lengths go before what varies in length, so that no two keys
// are hashed as the same bytes.
func digestKey(db int, rec keyspace.Record) digest {
	h := sha1.New()
	var head [24]byte
	binary.LittleEndian.PutUint64(head[0:], uint64(db))
	binary.LittleEndian.PutUint64(head[8:], uint64(rec.ExpireAt()))
	binary.LittleEndian.PutUint64(head[16:], uint64(len(rec.Key())))
	h.Write(head[:])
	h.Write(rec.Key())
	value := digestValue(rec)
	h.Write(value[:])
	return digest(h.Sum(nil))
}

// digestValue hashes a value and its type.
func digestValue(rec keyspace.Record) digest {
	h := sha1.New()
	h.Write([]byte{byte(rec.Type())})
	if rec.Type() == keyspace.TypeString && rec.Encoding() == keyspace.EncInt {
		h.Write(strconv.AppendInt(nil, rec.Int(), 10))
	} else {
		h.Write(rec.Value())
	}
	return digest(h.Sum(nil))
}

func writeDigests(c *command.Call) {
	keys := c.Args[2:]
	c.Out.Array(len(keys))
	for _, key := range keys {
		var d digest
		if rec, found := c.Tx.Peek(key); found {
			d = digestValue(rec)
		}
		c.Out.Simple(d.String())
	}
}
