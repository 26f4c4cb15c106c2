package server

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/list"
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

// writeDigest replies with the digest of everything.
func writeDigest(c *command.Call) {
	d, err := digestAll(c.Tx)
	if err != nil {
		c.Fail(err)
		return
	}
	c.Out.Simple(d.String())
}

// digestAll is the digest of all databases, whose shards are locked. It brings all keys into memory.
func digestAll(t *engine.Txn) (digest, error) {
	var d digest
	selected := t.DB()
	defer t.Select(selected)
	for db := range t.Engine().Databases() {
		if t.Engine().Len(db) == 0 {
			continue
		}
		t.Select(db)
		var cold [][]byte
		if err := t.ScanCold(func(e engine.Entry) { cold = append(cold, bytes.Clone(e.Key)) }); err != nil {
			return d, err
		}
		for _, key := range cold {
			t.Peek(key)
		}
		for cursor, more := uint64(0), true; more; more = cursor != 0 {
			var keys [][]byte // the values are read after the walk: that may expire some of their elements
			cursor = t.Scan(cursor, digestBatchKeys, func(rec keyspace.Record) {
				keys = append(keys, bytes.Clone(rec.Key()))
			})
			for _, key := range keys {
				if rec, found := t.Peek(key); found {
					d.mix(digestKey(t, db, rec))
				}
			}
		}
	}
	return d, nil
}

// digestKey hashes all there is to know about a key. Lengths go before what varies in length, so that no two keys
// are hashed as the same bytes.
func digestKey(t *engine.Txn, db int, rec keyspace.Record) digest {
	h := sha1.New()
	var head [24]byte
	binary.LittleEndian.PutUint64(head[0:], uint64(db))
	binary.LittleEndian.PutUint64(head[8:], uint64(rec.ExpireAt()))
	binary.LittleEndian.PutUint64(head[16:], uint64(len(rec.Key())))
	h.Write(head[:])
	h.Write(rec.Key())
	value := digestValue(t, rec)
	h.Write(value[:])
	return digest(h.Sum(nil))
}

// digestValue hashes a value and its type: what clients see of it, however it is stored.
func digestValue(t *engine.Txn, rec keyspace.Record) (d digest) {
	switch rec.Type() {
	case keyspace.TypeHash:
		if h, _, found := t.OpenHash(rec.Key(), rec); found {
			h.Each(func(e page.Entry) { d.mix(digestElement(&e)) })
		}
	case keyspace.TypeSet:
		t.OpenSet(rec.Key(), rec).Each(func(it page.Item) bool {
			d.mix(digestElement(&page.Entry{Key: it}))
			return true
		})
	case keyspace.TypeZSet:
		for e := range t.OpenZSet(rec.Key(), rec).All() {
			d.mix(digestElement(&e))
		}
	case keyspace.TypeList:
		d = digestList(t.OpenList(rec.Key(), rec))
	case keyspace.TypeStream:
		d = digestStream(t.OpenStream(rec.Key(), rec))
	default:
		var digits [command.MaxIntDigits]byte
		d = sha1.Sum(command.StringText(rec, &digits))
	}
	return sha1.Sum(append(d[:], byte(rec.Type())))
}

// digestElement hashes a member, with its score, value and expiry if it has them.
func digestElement(e *page.Entry) digest {
	b := binary.LittleEndian.AppendUint64(nil, uint64(e.ExpireAt))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(e.Score))
	b = binary.LittleEndian.AppendUint64(b, uint64(e.Key.TextLen()))
	return sha1.Sum(e.Value.AppendText(e.Key.AppendText(b)))
}

// digestList chains the elements, whose order counts.
func digestList(l *list.List) (d digest) {
	l.Walk(0, l.Len(), list.Right, func(it page.Item) bool {
		d = sha1.Sum(it.AppendText(d[:]))
		return true
	})
	return d
}

func writeDigests(c *command.Call) {
	keys := c.Args[2:]
	c.Out.Array(len(keys))
	for _, key := range keys {
		var d digest
		if rec, found := c.Tx.Peek(key); found {
			d = digestValue(c.Tx, rec)
		}
		c.Out.Simple(d.String())
	}
}
