package engine

// PrefetchWindow is how many keys Prefetch takes at a time: as many cache misses overlap.
const PrefetchWindow = 16

// Prefetch brings the index and the records of keys that are about to be asked for towards the processor: first all
// buckets, then all records, so that the waits for memory overlap. The caller holds no locks.
func (t *Txn) Prefetch(db int, keys [][]byte) {
	var hashes [PrefetchWindow]uint64
	keys = keys[:min(len(keys), PrefetchWindow)]
	for i, key := range keys {
		h := t.e.keys.Hash(key)
		hashes[i] = h
		sh := t.e.keys.Shard(t.e.keys.ShardOf(h))
		sh.Lock()
		sh.Touch(db, h)
		sh.Unlock()
	}
	for _, h := range hashes[:len(keys)] {
		sh := t.e.keys.Shard(t.e.keys.ShardOf(h))
		sh.Lock()
		sh.TouchRecord(db, h)
		sh.Unlock()
	}
}
