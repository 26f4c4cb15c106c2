package engine

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// Eviction says which keys vanish when keys and values take more memory than SetMaxMemory allows. The zero value
// keeps them all: then commands that need memory are refused.
type Eviction struct {
	Order Order
	// OnlyExpiring spares the keys that have no time to live.
	OnlyExpiring bool
	// Samples is how many keys are looked at to find one that goes.
	Samples int64
	// LFULogFactor says how slowly counters of uses grow.
	LFULogFactor int64
	// LFUDecayMinutes is after how many minutes a counter loses one; 0 for never.
	LFUDecayMinutes int64
	// StepMicros bounds what one command has to wait for; 0 is no bound.
	StepMicros int64
}

// Order says which keys go first.
type Order uint8

// The orders.
const (
	KeepAll   Order = iota // none goes
	OldFirst               // the one that was not used for longest
	RareFirst              // the one that is used least often
	DueFirst               // the one that expires next
	AnyFirst               // any
)

// SetEviction changes what vanishes from now on.
func (e *Engine) SetEviction(p Eviction) {
	e.eviction.Store(&p)
	e.countsUses.Store(p.Order == RareFirst)
}

// score tells how well a record would be missed: the highest goes first.
func (p *Eviction) score(rec keyspace.Record, nowMillis int64) uint64 {
	switch p.Order {
	case OldFirst:
		return uint64(idleSeconds(nowMillis, rec.Access()))
	case RareFirst:
		return uint64(maxFrequency - decayed(rec.Access(), nowMillis, p.LFUDecayMinutes))
	case DueFirst:
		return uint64(math.MaxInt64 - rec.ExpireAt())
	default:
		return 0
	}
}

// MakeRoom deletes keys until there is memory, for as long as one command may have to wait for it, and reports
// whether commands that need memory may run: there is some, or there will be because others can go. The caller holds
// no shards.
func (e *Engine) MakeRoom() bool {
	if !e.IsOverMemory() {
		return true
	}
	if e.lowerOverhead(e.clock.NowMillis()); !e.IsOverMemory() {
		return true
	}
	if p := e.eviction.Load(); p.Order != KeepAll && e.evictor.run(e, p, p.StepMicros) {
		return true
	}
	if e.memory.Load() > e.maxMemory.Load() {
		return false
	}
	e.MeasureOverhead()
	return !e.IsOverMemory()
}

// evictBudgetMicros bounds what the periodic work deletes at a time.
const evictBudgetMicros = 25_000

// evictCycle goes on with what commands have left.
func (e *Engine) evictCycle() {
	if !e.IsOverMemory() {
		return
	}
	e.lowerOverhead(e.clock.NowMillis())
	if p := e.eviction.Load(); e.IsOverMemory() && p.Order != KeepAll {
		e.evictor.run(e, p, evictBudgetMicros)
	}
}
