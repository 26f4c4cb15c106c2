package engine

import (
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

// OpenZSet opens a record's sorted set. It is valid until the record changes or another sorted set is opened.
func (t *Txn) OpenZSet(key []byte, rec keyspace.Record) *zset.ZSet {
	t.OpenZSetIn(&t.views.zset, key, rec)
	return &t.views.zset
}

// OpenZSetIn is OpenZSet for those who need several at once.
func (t *Txn) OpenZSetIn(z *zset.ZSet, key []byte, rec keyspace.Record) {
	t.keepOpened(key)
	z.Open(t.Env(key), uint8(rec.Encoding()), rec.Value(), t.limits().ZSet)
}

// NewZSet returns an empty sorted set to be stored under a key by Create.
func (t *Txn) NewZSet(key []byte) *zset.ZSet {
	t.views.zset.New(t.Env(key), t.limits().ZSet)
	return &t.views.zset
}
