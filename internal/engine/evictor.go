package engine

import (
	"bytes"
	"math"
	"sync"

	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

const (
	// poolKeys is how many candidates are remembered between samples. Every sample competes with the best of those
	// before it, which brings an approximation by a handful of samples close to the true order.
	poolKeys = 16
	// evictBatchKeys is after how many deletions the clock and the disk are looked at.
	evictBatchKeys = 16
)

// evictor deletes keys to make room. Whoever uses it holds no shard.
type evictor struct {
	mu   sync.Mutex // guards what follows; taken before the shards
	txn  *Txn
	from int         // the shard that was sampled last
	by   *Eviction   // what the scores in pool mean
	pool []candidate // by score, the highest last
	// isInTheWay is whether the last run has met a script that holds a shard. To wait for it would be to wait for ever
	// where only the one who waits can end the script.
	isInTheWay bool
}

// candidate is a key that may go.
type candidate struct {
	score uint64
	hash  uint64
	db    int
	key   []byte
}

// run deletes keys until there is room, or the time is used up or a script has the others, which are no failures. It fails
// if nothing is left that may go, or the log has no room for deletions.
func (v *evictor) run(e *Engine, p *Eviction, budgetMicros int64) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.txn == nil {
		v.txn = e.NewTxn()
	}
	if v.by != p {
		v.by, v.pool = p, v.pool[:0]
	}
	v.isInTheWay = false
	defer v.txn.FlushStats()
	deadline := int64(math.MaxInt64)
	if budgetMicros > 0 {
		deadline = e.clock.NowMicros() + budgetMicros
	}
	now := e.clock.NowMillis()
	for {
		for range evictBatchKeys {
			if e.hasGarbage.Load() { // what was deleted counts until its pages are free
				e.collectAllGarbage(deadline)
			}
			if !e.IsOverMemory() {
				return true
			}
			if !v.evictOne(e, p, now) {
				return v.isInTheWay
			}
		}
		if e.log.Reserve(expireReserveBytes) != nil {
			return false
		}
		if e.clock.NowMicros() >= deadline {
			return true
		}
	}
}

// evictOne deletes a key and reports whether there was one.
func (v *evictor) evictOne(e *Engine, p *Eviction, now int64) bool {
	for {
		if !v.sample(e, p, now) {
			return false
		}
		for len(v.pool) > 0 {
			c := &v.pool[len(v.pool)-1]
			v.pool = v.pool[:len(v.pool)-1] // its key's bytes stay where they are until the next sample
			if v.remove(e, p, c, now) {
				return true
			}
		}
	}
}

// sample adds keys of the next shard that has any to the pool. It reports false if no shard has.
func (v *evictor) sample(e *Engine, p *Eviction, now int64) (found bool) {
	n := max(int(p.Samples), 1)
	if p.Order == AnyFirst {
		n = 1
	}
	for range e.keys.Shards() {
		v.from = (v.from + 1) % e.keys.Shards()
		sh := e.keys.Shard(v.from)
		if sh.IsEmpty() {
			continue
		}
		if !e.lockUnlessScript(v.from) {
			v.isInTheWay = true
			continue
		}
		sh.Each(func(db int, s *keyspace.Space) {
			seen := s.Sample(v.txn.Rand(), n, p.OnlyExpiring, func(rec keyspace.Record) {
				v.offer(e, db, rec, p.score(rec, now))
			})
			found = found || seen > 0
		})
		sh.Unlock()
		if found {
			return true
		}
	}
	return false
}

// offer puts a key into the pool, if it is better than the worst there.
func (v *evictor) offer(e *Engine, db int, rec keyspace.Record, score uint64) {
	if len(v.pool) == poolKeys && score <= v.pool[0].score {
		return
	}
	h := e.keys.Hash(rec.Key())
	for i := range v.pool {
		if c := &v.pool[i]; c.hash == h && c.db == db && bytes.Equal(c.key, rec.Key()) {
			return
		}
	}
	spare := v.takeSpare()
	at := len(v.pool)
	for at > 0 && v.pool[at-1].score > score {
		at--
	}
	v.pool = append(v.pool, candidate{})
	copy(v.pool[at+1:], v.pool[at:])
	v.pool[at] = candidate{score: score, hash: h, db: db, key: append(spare, rec.Key()...)}
}

// takeSpare makes a place in the pool, by giving up the worst if need be, and returns a buffer that was of a key.
func (v *evictor) takeSpare() []byte {
	n := len(v.pool)
	if n < cap(v.pool) && n < poolKeys {
		return v.pool[: n+1 : n+1][n].key[:0]
	}
	if n < poolKeys {
		return nil
	}
	spare := v.pool[0].key
	copy(v.pool, v.pool[1:])
	v.pool = v.pool[:n-1]
	return spare[:0]
}

// remove deletes a candidate as a unit of its own, unless it has gone or was used since it was sampled.
func (v *evictor) remove(e *Engine, p *Eviction, c *candidate, now int64) bool {
	t, shard := v.txn, e.keys.ShardOf(c.hash)
	if !e.lockUnlessScript(shard) {
		v.isInTheWay = true
		return false
	}
	t.Begin(c.db, now, NoTouch)
	t.sole = shard
	defer t.Commit()
	s := t.space(c.hash, c.db)
	rec, ok := s.Get(c.hash, c.key)
	if !ok || p.OnlyExpiring && rec.ExpireAt() == 0 || p.score(rec, now) < c.score {
		return false
	}
	t.LogDelete(c.key)
	t.Notify(event.Evicted, "evicted", c.key)
	t.discard(s, rec)
	s.Delete(c.hash, c.key)
	t.changed(c.hash, c.key)
	e.Stats.Evicted.Add(1)
	return true
}
