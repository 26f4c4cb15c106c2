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

// HasOrder reports whether there is a store to take views from.
func (e *Engine) HasOrder() bool { return e.store != nil }

// StillThere tells what has become of a key since a view had it: its type as of now, found being false if the key is
// gone. The caller holds no locks but in EXEC.
func (t *Txn) StillThere(entry Entry) (typ keyspace.Type, found bool) {
	h := t.e.keys.Hash(entry.Key)
	t.WithShard(t.e.keys.ShardOf(h), func(sh *keyspace.Shard) {
		s := t.Space(sh)
		rec, ok := s.Get(h, entry.Key)
		switch {
		case ok:
			typ, found = rec.Type(), t.IsLive(rec)
		case !s.Knows(h, entry.Key):
			typ, found = entry.Type, entry.ExpireAt == 0 || entry.ExpireAt >= t.now
		}
	})
	return typ, found
}

// ScanCold shows fn, after whatever memory has, the keys of the selected database that memory knows nothing of. The
// caller holds all locks.
func (t *Txn) ScanCold(fn func(Entry)) error {
	return t.rangeCold(nil, nil, false, func(entry Entry) (more bool) {
		fn(entry)
		return true
	})
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
		if cold := t.e.keys.Contents(t.db).ColdKeys(); cold > 0 && t.Rand().Int64N(int64(n)) < cold {
			if key, found = t.randomCold(); found {
				return key, true
			}
			continue
		}
		if n -= int(t.e.keys.Contents(t.db).ColdKeys()); n <= 0 {
			continue
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

// randomCold returns a key of the selected database that is on disk, if what it finds is live.
func (t *Txn) randomCold() (key []byte, found bool) {
	key, found, err := t.e.store.Random(t.e.keys.Contents(t.db).Generation, t.Rand())
	if err != nil {
		panic(&StoreError{err})
	}
	if found {
		t.WithShard(t.e.keys.ShardOf(t.e.keys.Hash(key)), func(*keyspace.Shard) { _, found = t.Peek(key) })
	}
	return key, found
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
