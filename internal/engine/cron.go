package engine

import (
	"time"

	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/latency"
)

const (
	// expireBatchKeys is about how many keys one shard may expire while its lock is held: few enough that nobody
	// notices.
	expireBatchKeys = 64
	// expireBatchFields is the same for the fields of one hash. A visit may look at every page of the hash, so it
	// had better be worth it.
	expireBatchFields = 1024
	// expireReserveBytes is more than the deletion of a batch usually takes in the log.
	expireReserveBytes = 64 << 10
	// expireBudget bounds one active expiry cycle: a quarter of the time, at the default of ten cycles a second.
	expireBudget = 25 * time.Millisecond
	// garbageBudget is the same for the pages of deleted values.
	garbageBudget = 25 * time.Millisecond
)

// Cron is the engine's periodic work: the log's timed syncs, the memory reading, background expiry. The caller
// calls it about ten times a second, from one goroutine and always with the same transaction.
func (e *Engine) Cron(t *Txn) {
	now := e.clock.NowMillis()
	e.TickLog()
	e.measureMemory()
	e.evictCycle()
	e.isFull.Store(e.log.Reserve(expireReserveBytes) != nil)
	if e.activeExpire.Load() {
		e.expireCold(t, now) // before the others: it may bring something in that they see to
		e.expireCycle(t, now)
	}
	e.garbageCycle()
	e.dropIdlePins(now)
	// Deletions by expiry owe nobody a reply, but they should not linger in memory.
	_ = e.log.Flush()
}

// TickLog is the part of Cron that must not wait: what was promised to be on disk within a second.
func (e *Engine) TickLog() { e.log.Tick(time.UnixMilli(e.clock.NowMillis())) }

// expireCycle visits all shards and starts over as long as one had more than a batch, until the time is used up.
func (e *Engine) expireCycle(t *Txn, now int64) {
	start := e.clock.NowMicros()
	deadline := start + expireBudget.Microseconds()
	for more := true; more && e.clock.NowMicros() < deadline; {
		more = e.expireRound(t, now)
	}
	took := e.clock.NowMicros() - start
	e.Stats.ExpireCycleTime.Add(took)
	e.Latency.Observe(latency.ExpireCycle, now, time.Duration(took)*time.Microsecond)
}

// expireRound visits every shard once and reports whether one had more than a batch. It ends early when the disk is
// full: expired keys are gone for clients either way, and deletions that the log cannot write would hold up whoever
// reads from those shards.
func (e *Engine) expireRound(t *Txn, now int64) (more bool) {
	for range e.keys.Shards() {
		if e.log.Reserve(expireReserveBytes) != nil {
			return false
		}
		more = e.expireShard(t, e.sweepFrom, now) || more
		e.sweepFrom = (e.sweepFrom + 1) % e.keys.Shards()
	}
	return more
}

// garbageCycle frees the pages of deleted values, a batch a shard at a time, until the time is used up.
func (e *Engine) garbageCycle() {
	e.collectAllGarbage(e.clock.NowMicros() + garbageBudget.Microseconds())
}

// collectAllGarbage does it until there is no more, a moment has come, or the rest is where a script works.
func (e *Engine) collectAllGarbage(deadlineMicros int64) {
	for isInTheWay := false; e.hasGarbage.Load() && !isInTheWay; {
		e.hasGarbage.Store(false) // whoever discards more says so again
		for i := range e.keys.Shards() {
			more, done := e.collectGarbage(i)
			if more || !done {
				e.hasGarbage.Store(true)
			}
			isInTheWay = isInTheWay || !done
		}
		if e.clock.NowMicros() >= deadlineMicros {
			return
		}
	}
}

// expireShard removes about a batch of due keys from one shard and reports whether there are more.
func (e *Engine) expireShard(t *Txn, shard int, now int64) (more bool) {
	sh := e.keys.Shard(shard)
	t.Begin(0, now, NoTouch)
	t.sole = shard
	sh.Lock()
	sh.Each(func(db int, space *keyspace.Space) {
		t.Select(db)
		more = t.expireFieldsIn(space) || more
		if space.Expires() == 0 {
			return
		}
		more = space.Due(now, expireBatchKeys, func(rec keyspace.Record) bool {
			t.LogDelete(rec.Key())
			t.discard(space, rec)
			t.hasExpired(e.keys.Hash(rec.Key()), rec.Key())
			return true
		}) || more
	})
	t.Commit()
	t.FlushStats()
	more = t.buryDead() || more
	t.ServeBlocked()
	return more
}
