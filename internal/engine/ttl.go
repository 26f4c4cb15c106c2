package engine

import "github.com/holdfast-db/holdfast/internal/keyspace"

// ttlThrows is how many records of a shard AverageTTL looks at.
const ttlThrows = 4

// AverageTTL estimates for how many milliseconds the keys of a database that expire still live, from a few keys of
// every shard taken by chance; 0 if there are none, or so few among the others that none was met.
func (t *Txn) AverageTTL(db int) int64 {
	if t.e.Expires(db) == 0 {
		return 0
	}
	defer t.Select(t.db)
	t.Select(db)
	var sum, n int64
	for i := range t.e.keys.Shards() {
		t.WithShard(i, func(sh *keyspace.Shard) {
			space := t.Space(sh)
			for range min(ttlThrows, space.Expires()) {
				if rec, ok := space.Random(t.Rand()); ok && rec.ExpireAt() > t.now {
					sum += rec.ExpireAt() - t.now
					n++
				}
			}
		})
	}
	return sum / max(n, 1)
}
