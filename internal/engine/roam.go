package engine

import (
	"bytes"
	"math/rand/v2"

	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// scanStepKeys is how many records one hold of a shard's lock visits, however many were asked for.
const scanStepKeys = 1024

// Scan visits live records from a cursor on, one shard at a time, until it has looked at count of them, and returns
// the cursor to go on from; 0 is both the start and the end. A key that exists throughout is visited exactly once.
func (t *Txn) Scan(cursor uint64, count int, fn func(keyspace.Record)) (next uint64) {
	for {
		shard, within, ok := t.e.keys.SplitCursor(cursor)
		if !ok {
			return 0
		}
		t.WithShard(shard, func(sh *keyspace.Shard) {
			within = t.Space(sh).Scan(within, min(count, scanStepKeys), func(rec keyspace.Record) {
				count--
				if t.IsLive(rec) {
					fn(rec)
				} else {
					t.expired = append(t.expired, bytes.Clone(rec.Key()))
				}
			})
			t.expireMet()
		})
		cursor = t.e.keys.JoinCursor(shard, within)
		if cursor == 0 || count <= 0 {
			return cursor
		}
	}
}

// expireMet removes the expired keys that a walk has met. Their shard is locked.
func (t *Txn) expireMet() {
	for _, key := range t.expired {
		t.Peek(key)
	}
	t.expired = t.expired[:0]
}

// randomTries is how many expired keys RandomKey puts up with.
const randomTries = 100

// RandomKey returns a copy of a live key of the selected database.
func (t *Txn) RandomKey() (key []byte, found bool) {
	for range randomTries {
		n := t.e.Len(t.db)
		if n == 0 {
			return nil, false
		}
		t.WithShard(t.randomShard(n), func(sh *keyspace.Shard) {
			rec, ok := t.Space(sh).Random(t.Rand())
			switch {
			case ok && t.IsLive(rec):
				key, found = bytes.Clone(rec.Key()), true
			case ok:
				t.expired = append(t.expired, bytes.Clone(rec.Key()))
				t.expireMet()
			}
		})
		if found {
			return key, true
		}
	}
	return nil, false
}

// Rand is the transaction's source of chance, made when it is first needed.
func (t *Txn) Rand() *rand.Rand {
	if t.rnd == nil {
		t.rnd = rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	return t.rnd
}

// randomShard picks a shard with a chance in proportion to its keys.
func (t *Txn) randomShard(keys int) int {
	at := rand.IntN(keys)
	for i := range t.Shards() {
		if at -= t.e.keys.Shard(i).Len(t.db); at < 0 {
			return i
		}
	}
	return t.Shards() - 1
}
