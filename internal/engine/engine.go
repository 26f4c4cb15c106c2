// Package engine is the commit pipeline: it runs one atomic unit of work at a time under the locks of the shards
// that its keys live in, and hands what it changed to the commit log as one frame before the locks are released.
//
// The engine knows nothing of commands. What it logs are effects, canonical commands in RESP; at recovery it gives
// them back, one at a time, to the function that the caller passes to Recover.
package engine

import (
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/latency"
	"github.com/holdfast-db/holdfast/internal/lsm"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// Engine ties a keyspace to a commit log. It is safe for concurrent use through transactions.
//
// Lock order: shard locks in ascending order, then the log's own mutex (inside Append).
type Engine struct {
	keys     *keyspace.Keyspace
	log      commitlog.Log
	discards bool         // the log keeps nothing
	wide     resp.Buffers // for effects that are long
	store    *lsm.Store   // nil: nothing is written to it
	clock    clock.Clock
	logger   *slog.Logger
	seed     uint64 // of the hashes inside collections
	// reached[i] is the last LSN that changed shard i, guarded by that shard's lock. A reply that saw the shard
	// is held back until the log got that far, so that nobody acts on what a crash may still take back.
	reached []shardState
	watch   []watchTable // one a shard, guarded by that shard's lock
	block   []blockTable // likewise

	watching      atomic.Int64 // watched keys in all; zero lets writers skip the tables
	blocking      atomic.Int64 // waiters in all; likewise
	tracker       Tracker
	tracking      atomic.Bool  // somebody is to be told of changes
	waitedKeys    atomic.Int64 // keys that they wait for
	waitedGone    atomic.Int64 // those that they wait for to go away as well
	activeExpire  atomic.Bool
	isFull        atomic.Bool // the log has no room, as of the last Cron
	coldExpiredAt int64       // when expireCold last worked, in unix milliseconds; owned by Cron
	coldExpiredTo uint64      // the evictions that it knew of; likewise
	evictFrom     int         // the shard where evict goes on; owned by Tend
	sweepFrom     int         // the shard where the next expiry sweep begins; owned by Cron

	events   atomic.Uint32 // the EventClass that somebody wants to be told of; zero lets units skip the rest
	notifier Notifier      // set before the first unit

	limits     atomic.Pointer[Limits]
	hasGarbage atomic.Bool // of values that were deleted
	maxMemory  atomic.Int64
	memory     atomic.Int64 // bytes that keys and values take: with a limit as of now, else as of the last Cron
	overhead   atomic.Int64 // beside them, see MeasureOverhead
	measured   atomic.Int64 // by the last MeasureOverhead
	loweredAt  atomic.Int64 // when lowerOverhead measured, in unix milliseconds
	// measureOverhead is set before the first unit; nil is none.
	measureOverhead func() int64
	eviction        atomic.Pointer[Eviction]
	countsUses      atomic.Bool // by that
	evictor         evictor

	tier          atomic.Pointer[Tier]
	checkpoints   checkpoints
	startedMillis int64
	lastContainer atomic.Uint64 // the highest number that a container has got
	dirtyBytes    atomic.Int64  // changed since the last checkpoint began, roughly
	captured      atomic.Int64  // commitlog.Stats.AppendedBytes when the last checkpoint began
	commits       atomic.Uint64 // checkpoints that the store has got
	inFlight      atomic.Bool   // a checkpoint was captured that the store has not got
	mayBeCold     atomic.Bool   // some key may be on disk only
	evictions     atomic.Uint64
	arenas        atomic.Int64 // what the system spends on the arenas, as of the last Tend
	beside        atomic.Int64 // what the process takes beside them, likewise
	heap, program atomic.Int64 // see SetBeside
	background    sync.WaitGroup
	fetcher       fetcher
	shared        sharedView
	cursors       cursors
	scripts       scripts
	libraries     func() []byte // as SetLibraries says
	pins          pins

	Stats Stats
	// Latency is what took too long lately. Who opens the log may put in one that they share, before the first unit.
	Latency *latency.Monitor
}

// shardState is padded to a cache line so that shards do not share one.
type shardState struct {
	lsn commitlog.LSN
	// memory is what Engine.memory counts of the shard.
	memory int64
	_      [48]byte
}

// Stats are the engine's counters, each only growing until reset by CONFIG RESETSTAT.
type Stats struct {
	Hits, Misses    atomic.Int64
	Expired         atomic.Int64
	Evicted         atomic.Int64 // deleted to make room
	ExpiredFields   atomic.Int64 // of hashes
	Changes         atomic.Int64 // effects since the start
	ExpireCycleTime atomic.Int64 // microseconds spent in the active expiry
	Loaded          atomic.Int64 // records that were read from the store
	LoadedPages     atomic.Int64
	Unloaded        atomic.Int64 // records that left memory for the store
}

// Reset begins anew, except for Changes, which tell what has happened to the data rather than how the server fares.
func (s *Stats) Reset() {
	for _, n := range []*atomic.Int64{&s.Hits, &s.Misses, &s.Expired, &s.Evicted, &s.ExpiredFields, &s.ExpireCycleTime,
		&s.Loaded, &s.LoadedPages, &s.Unloaded} {
		n.Store(0)
	}
}

// Options are the parts of an engine.
type Options struct {
	Keys  *keyspace.Keyspace // made with KeyspaceOptions
	Log   commitlog.Log
	Clock clock.Clock
	// Store is where checkpoints go; nil if there shall be none.
	Store  *lsm.Store
	Logger *slog.Logger // nil: nobody is told
}

// New ties the parts together. The log must not have been appended to since it was opened if Recover is to be called.
func New(o Options) *Engine {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	keys := o.Keys
	e := &Engine{
		keys: keys, log: o.Log, store: o.Store, clock: o.Clock, logger: o.Logger, seed: rand.Uint64(),
		reached:       make([]shardState, keys.Shards()),
		watch:         make([]watchTable, keys.Shards()),
		block:         make([]blockTable, keys.Shards()),
		startedMillis: o.Clock.NowMillis(),
		Latency:       new(latency.Monitor),
	}
	if o.Store != nil {
		if meta, found := o.Store.Meta(); found {
			e.seed = meta.Seed
			e.lastContainer.Store(max(meta.NextContainer, 1) - 1)
			e.mayBeCold.Store(true)
		}
	}
	_, e.discards = o.Log.(*commitlog.Discard)
	e.activeExpire.Store(true)
	e.SetLimits(DefaultLimits())
	e.SetTier(Tier{})
	e.SetEviction(Eviction{})
	return e
}

// Clock is the engine's only source of time.
func (e *Engine) Clock() clock.Clock { return e.clock }

// Log is the commit log.
func (e *Engine) Log() commitlog.Log { return e.log }

// Databases is the number of databases.
func (e *Engine) Databases() int { return e.keys.Databases() }

// SetActiveExpire turns the background expiry on or off; keys past their time are gone for clients either way.
func (e *Engine) SetActiveExpire(on bool) { e.activeExpire.Store(on) }

// ActiveExpire reports whether the background expiry is on.
func (e *Engine) ActiveExpire() bool { return e.activeExpire.Load() }
