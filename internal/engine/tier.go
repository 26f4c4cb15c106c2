package engine

import (
	"runtime/metrics"
	"time"

	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
)

// Tier says how data is divided between memory and disk. The zero value is a good one.
type Tier struct {
	// MaxBytes is how much memory the process should take; 0 means no limit. It is kept by taking out of memory what
	// is on disk as it is.
	MaxBytes int64
	// DirtyBytes is after how many bytes of changes a checkpoint begins; by default 32 MiB, or a sixteenth of MaxBytes
	// if that is less.
	DirtyBytes int64
	// Interval is how long changes may wait for a checkpoint; by default a minute.
	Interval time.Duration
}

const (
	defaultDirtyBytes = 32 << 20
	leastDirtyBytes   = 1 << 20
	dirtyShare        = 16 // of MaxBytes
	defaultInterval   = time.Minute

	// sweepRecords is how many records one hold of a shard's lock looks at: about a tenth of a millisecond.
	sweepRecords = 256
	// sweepPages is the same for the pages of one collection.
	sweepPages = 1024
)

// SetTier changes the division from now on.
func (e *Engine) SetTier(t Tier) {
	if t.DirtyBytes == 0 {
		t.DirtyBytes = defaultDirtyBytes
		if share := t.MaxBytes / dirtyShare; t.MaxBytes > 0 {
			t.DirtyBytes = max(min(t.DirtyBytes, share), leastDirtyBytes)
		}
	}
	if t.Interval == 0 {
		t.Interval = defaultInterval
	}
	e.tier.Store(&t)
}

// Tend keeps disk and memory in order: it begins a checkpoint when one is due, and takes out of memory what has to
// go. It is to be called some dozens of times a second, from one goroutine.
func (e *Engine) Tend() {
	if e.store == nil {
		return
	}
	e.dropOldView(e.clock.NowMillis())
	if e.checkpointDue(e.clock.NowMillis()) {
		_ = e.StartCheckpoint() // one may be under way
	}
	e.measureResident()
	e.evict()
}

// measureResident adds up what the process takes: the arenas, and what the Go runtime has from the system.
func (e *Engine) measureResident() {
	sample := [2]metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample[:])
	goBytes := int64(sample[0].Value.Uint64() - sample[1].Value.Uint64())
	_, resident := e.arenaBytes()
	e.resident.Store(goBytes + resident)
}

// arenaBytes adds up the arenas: what is in use, and what the system spends on them.
func (e *Engine) arenaBytes() (inUse, resident int64) {
	for i := range e.keys.Shards() {
		sh := e.keys.Shard(i)
		sh.Lock()
		sh.Each(func(_ int, s *keyspace.Space) {
			st := s.Arena().Stats()
			inUse += st.InUseBytes
			resident += st.ResidentBytes
			e.dirtyBytes.Add(s.TakeDirtyBytes())
		})
		e.account(i)
		sh.Unlock()
	}
	return inUse, resident
}

// evict takes records and pages out of memory until there is room: either the process is below its limit, or enough
// of the arenas is free for what comes next. Blocks that are freed here and there seldom give memory back to the
// system, but it need not grow any more.
func (e *Engine) evict() {
	limit := e.tier.Load().MaxBytes
	if limit == 0 || e.inFlight.Load() {
		return
	}
	over := e.resident.Load() - (limit - limit/evictShare)
	if over <= 0 {
		return
	}
	inUse, resident := e.arenaBytes()
	want := limit/evictShare + 2*over - (resident - inUse)
	for round := 0; want > 0 && round < 3; {
		freed, more := e.evictRound()
		want -= freed
		if !more {
			round++
		}
		if e.inFlight.Load() {
			return
		}
	}
}

// evictShare of the limit is what is to be free.
const evictShare = 32

// evictRound sweeps a bit of every shard. more is false if a shard has come round: then everything was looked at.
func (e *Engine) evictRound() (freedBytes int64, more bool) {
	more = true
	for i := range e.keys.Shards() {
		sh := e.keys.Shard(i)
		sh.Lock()
		if e.inFlight.Load() { // seen under the lock: a checkpoint captures the shard before anybody changes it
			sh.Unlock()
			return freedBytes, false
		}
		sh.Each(func(_ int, s *keyspace.Space) {
			freed, round := e.sweep(s)
			freedBytes += freed
			more = more && !round
		})
		sh.Unlock()
	}
	return freedBytes, more
}

// sweep looks at some records of a space.
func (e *Engine) sweep(s *keyspace.Space) (freedBytes int64, round bool) {
	round = s.Sweep(sweepRecords, func(rec keyspace.Record, clean bool) (evict bool) {
		hot := rec.TakeHot()
		v, ok := e.openRecord(s, rec)
		if !ok {
			if hot || !clean {
				return false
			}
			freedBytes += e.unloaded(s, rec)
			return true
		}
		big := false
		v.EachContainer(func(p *page.Pages) {
			big = true
			if hot || !clean {
				freedBytes += sweepContainer(p)
			}
		})
		if hot || !clean {
			return false
		}
		if big {
			freedBytes += int64(v.Bytes())
			v.EachContainer((*page.Pages).Unload)
		}
		freedBytes += e.unloaded(s, rec)
		return true
	})
	return freedBytes, round
}

// unloaded counts a record that is about to leave memory.
func (e *Engine) unloaded(s *keyspace.Space, rec keyspace.Record) (freedBytes int64) {
	e.mayBeCold.Store(true)
	e.evictions.Add(1)
	e.Stats.Unloaded.Add(1)
	return int64(s.MemoryUsage(rec))
}

// sweepContainer takes pages that nobody has used lately out of memory.
func sweepContainer(p *page.Pages) (freedBytes int64) {
	for from := page.Number(1); from != 0; {
		next, freed := p.Sweep(from, sweepPages)
		freedBytes += freed
		from = next
	}
	return freedBytes
}

// MustWait reports whether commands that need memory have to wait until some was freed. Where keys and values are
// only a small part of what the process takes, waiting would not help.
func (e *Engine) MustWait() bool {
	limit := e.tier.Load().MaxBytes
	return limit > 0 && e.resident.Load() > limit+limit/waitShare && e.memory.Load() > limit/2
}

// waitShare of the limit is how far it may be passed before writers wait.
const waitShare = 16
