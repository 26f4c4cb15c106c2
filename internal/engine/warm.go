package engine

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/lsm"
)

const (
	// warmBatchKeys is how many records the warm-up reads at a time.
	warmBatchKeys = 256
	// warmTenths of the memory limit is how far the warm-up goes.
	warmTenths = 8
)

// Warm brings records into memory that the last run left on disk, those that were used last, as far as the memory limit
// lets it or until stop is closed. Of what was only read the store does not know when, but for what a checkpoint has
// written since. It works beside clients.
func (e *Engine) Warm(stop <-chan struct{}) error {
	if e.store == nil {
		return nil
	}
	evictions := e.evictions.Load()
	for db := range e.keys.Databases() {
		c := e.keys.Contents(db)
		maxIdle, err := e.warmAge(c.Generation, db)
		if err != nil {
			return err
		}
		for from := []byte{}; from != nil; {
			select {
			case <-stop:
				return nil
			default:
			}
			if limit := e.tier.Load().MaxBytes; limit > 0 && e.arenas.Load() > e.warmRoom(limit) {
				return nil
			}
			if from, err = e.warmBatch(c.Generation, db, from, maxIdle); err != nil {
				return err
			}
		}
		if maxIdle == math.MaxUint32 {
			e.markWhole(db, c, evictions)
		}
	}
	e.lockAll()
	defer e.keys.UnlockAll()
	if e.evictions.Load() == evictions && e.keys.IsWhole() {
		e.mayBeCold.Store(false)
	}
	return nil
}

// warmBatch brings some records into memory and returns the key to go on from, nil at the end.
func (e *Engine) warmBatch(generation uint32, db int, from []byte, maxIdle uint32) (next []byte, err error) {
	commits := e.commits.Load() // before the iterator sees the store
	it := e.store.Records(generation, from, nil)
	defer it.Close()
	n := 0
	for it.First(); it.Valid(); it.Next() {
		if n++; n > warmBatchKeys {
			return append([]byte{}, it.Key()...), it.Error()
		}
		if header, _, err := lsm.DecodeRecordHeader(it.Value()); err != nil {
			return nil, err
		} else if idleSeconds(e.clock.NowMillis(), header.Access) > maxIdle {
			continue
		}
		ok, err := e.warmRecord(generation, db, it.Key(), it.Value(), commits)
		if err != nil {
			return nil, err
		}
		if !ok {
			return append([]byte{}, it.Key()...), it.Error()
		}
	}
	return nil, it.Error()
}

// warmRecord brings one record into memory, unless memory knows of its key. It reports false if what was read may be
// out of date: a checkpoint has reached the store since, and with it the reason why memory knows nothing of the key
// may be that it was deleted.
func (e *Engine) warmRecord(generation uint32, db int, key, stored []byte, commits uint64) (ok bool, err error) {
	h := e.keys.Hash(key)
	sh := e.keys.Shard(e.keys.ShardOf(h))
	sh.Lock()
	defer sh.Unlock()
	s := sh.Space(db)
	if s.Generation() != generation {
		return true, nil // flushed or swapped: there will be nothing to read
	}
	if e.commits.Load() != commits {
		return false, nil
	}
	if !s.Knows(h, key) {
		_, err = e.load(s, h, key, stored)
	}
	return true, err
}

// markWhole says that memory has all keys of a database, if nothing has left memory since the warm-up began.
func (e *Engine) markWhole(db int, c *keyspace.Contents, evictions uint64) {
	e.lockAll()
	defer e.keys.UnlockAll()
	if e.keys.Contents(db) != c || e.evictions.Load() != evictions {
		return
	}
	e.keys.SetWhole(db)
}
