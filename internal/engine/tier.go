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
	// LogBytes is after how many bytes of log a checkpoint begins, which bounds what a restart has to replay; by
	// default 128 MiB.
	LogBytes int64
	// DirtyBytes is after how many bytes of changed records and pages a checkpoint begins at the latest, because they
	// cannot leave memory before; by default 128 MiB, or a share of MaxBytes if that is less.
	DirtyBytes int64
	// Interval is how long changes may wait for a checkpoint; by default a minute.
	Interval time.Duration
}

const (
	defaultLogBytes   = 128 << 20
	defaultDirtyBytes = 128 << 20
	leastDirtyBytes   = 1 << 20
	dirtyShare        = 24 // of MaxBytes: the heap holds it up to three times while checkpoints are written
	defaultInterval   = time.Minute

	// sweepRecords is how many records one hold of a shard's lock looks at. Were it many, each shard of a small memory
	// would be emptied in its turn, and the sum of what they had when they were full would be what the system spends.
	sweepRecords = 32
	// sweepPages is the same for the pages of one collection.
	sweepPages = 1024
)

// SetTier changes the division from now on.
func (e *Engine) SetTier(t Tier) {
	if t.LogBytes == 0 {
		t.LogBytes = defaultLogBytes
	}
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
	e.arenas.Store(resident)
	e.beside.Store(max(goBytes, e.heap.Load()) + e.program.Load())
}

// SetBeside tells how much memory the Go heap may take, which is kept free for it, and how much the program itself
// takes.
func (e *Engine) SetBeside(heapBytes, programBytes int64) {
	e.heap.Store(heapBytes)
	e.program.Store(programBytes)
}

// room is how much memory the arenas may take of a limit. Some they get always: where keys and values are but a small
// part of what the process takes, doing without them would not help.
func (e *Engine) room(limit int64) int64 { return max(limit-e.beside.Load(), limit/leastRoomShare) }

// leastRoomShare of the limit is for keys and values at least.
const leastRoomShare = 4

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

// evict takes records and pages out of memory until there is room: either the arenas take less than they may, or enough
// of them is free for what comes next. Blocks that are freed here and there seldom give memory back to the
// system, but it need not grow any more.
func (e *Engine) evict() {
	limit := e.tier.Load().MaxBytes
	if limit == 0 || e.inFlight.Load() {
		return
	}
	over := e.arenas.Load() - (e.room(limit) - limit/evictShare)
	if over <= 0 {
		return
	}
	inUse, resident := e.arenaBytes()
	want := limit/evictShare + 2*over - (resident - inUse)
	for rounds := 0; want > 0 && rounds < evictRounds*e.keys.Shards(); {
		freed, round := e.evictShard(e.evictFrom)
		want -= freed
		if round {
			rounds++
		}
		e.evictFrom = (e.evictFrom + 1) % e.keys.Shards()
		if e.inFlight.Load() {
			return
		}
	}
}

const (
	// evictShare of the limit is what is to be free.
	evictShare = 32
	// evictRounds is how often every record is looked at: once to see that it was used, once more to take it if it was
	// not used again, and once for those that were not clean.
	evictRounds = 3
)

// evictShard sweeps a bit of a shard, so little that the caller can stop when it has enough. round says that all of it
// was looked at since it said so before.
func (e *Engine) evictShard(shard int) (freedBytes int64, round bool) {
	sh := e.keys.Shard(shard)
	sh.Lock()
	defer sh.Unlock()
	if e.inFlight.Load() { // seen under the lock: a checkpoint captures the shard before anybody changes it
		return 0, false
	}
	round = true
	sh.Each(func(_ int, s *keyspace.Space) {
		freed, came := e.sweep(s)
		freedBytes += freed
		round = round && came
	})
	return freedBytes, round
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

// heapCopies is how often what has changed is in the heap at most while a checkpoint of it is written.
const heapCopies = 3

// MustWait reports whether commands that need memory have to wait until some was freed, or until more of what has changed
// was written: what has changed since a checkpoint was due will take memory once more, in the heap.
func (e *Engine) MustWait() bool {
	tier := e.tier.Load()
	if tier.MaxBytes == 0 {
		return false
	}
	late := max(e.dirtyBytes.Load()-tier.DirtyBytes, 0)
	return e.memory.Load()+heapCopies*late > e.room(tier.MaxBytes)
}
