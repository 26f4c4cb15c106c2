package engine

import "bytes"

// PrefetchWindow is how many keys Prefetch takes at a time: as many cache misses overlap.
const PrefetchWindow = 16

// Prefetch brings the index and the records of keys that are about to be asked for towards the processor: first all
// buckets, then all records, so that the waits for memory overlap. The caller holds no locks.
func (t *Txn) Prefetch(db int, keys [][]byte) {
	var window [PrefetchWindow]uint64
	hashes := window[:0]
	for i, key := range keys[:min(len(keys), PrefetchWindow)] {
		if i > 0 && bytes.Equal(key, keys[i-1]) {
			continue // a pipeline on one key: it is there already
		}
		h := t.e.keys.Hash(key)
		hashes = append(hashes, h)
		sh := t.e.keys.Shard(t.e.keys.ShardOf(h))
		sh.Lock()
		sh.Touch(db, h)
		sh.Unlock()
	}
	if len(hashes) == 1 {
		return // nothing to overlap with
	}
	for _, h := range hashes {
		sh := t.e.keys.Shard(t.e.keys.ShardOf(h))
		sh.Lock()
		sh.TouchRecord(db, h)
		sh.Unlock()
	}
}
