package engine

import (
	"math/bits"
	"math/rand/v2"
	"unsafe"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// MaxShards bounds the number of shards, so that a transaction's lock set is a value of fixed size.
const MaxShards = 1024

// Txn is one atomic unit of work: a command, a whole EXEC or a script. It holds the locks of the shards that were
// asked for, from Lock to Commit, and gathers the effects that Commit appends to the log as one frame.
//
// A Txn belongs to one goroutine and is reused: Begin, Lock..., work, Commit, and again.
type Txn struct {
	e   *Engine
	db  int
	now int64 // unix milliseconds, the same throughout the unit

	locked [MaxShards / 64]uint64
	sole   int // the only locked shard, or -1
	all    bool
	script bool // between BeginScript and EndScript
	// abandoned says that the process is ending: nothing of this transaction is logged any more.
	abandoned bool

	// firstKey and firstHash remember the hash of the command's key, for most commands have one key. It is known by where
	// it lies, so it must stay there as long as it is remembered.
	firstKey  []byte
	firstHash uint64

	effects   []byte
	wide      *resp.WideBuffer // where they lie if they are too long for own
	own       []byte
	effectsDB int // the database that the effects so far have selected
	startDB   int

	// Replaying: effects are being applied again, so nothing is logged and no key expires by the clock.
	replaying bool
	mode      Mode

	wait         commitlog.LSN
	hits, misses int64
	changes      int64

	owner     int64                     // the client whose units these are, 0 for nobody
	after     []func(lsn commitlog.LSN) // to be called when the unit has committed
	events    []event.Event             // for the notifier
	eventKeys []byte                    // where their keys lie

	ready     []watchedKey // keys made ready for those who block on them
	dead      []deadKey    // streams with dead letters, met by Cron
	undo      *undo        // nil unless the unit may have to be taken back
	undoState undo
	rnd       *rand.Rand // made when first needed

	expired [][]byte // met by a walk, to be removed after it
	backing page.Backing
	fetched []byte // what was read from the store last
	offered *Fetch // see Offer
	touched bool   // a key was changed
	patient bool   // the unit may be broken off for a page that is not in memory
	awaited fetchKey
	scratch []byte // for what a collection's record is to hold
	views   views
}

// NewTxn returns an idle transaction.
func (e *Engine) NewTxn() *Txn {
	t := &Txn{e: e, sole: -1}
	t.backing = page.Backing{Load: t.loadPage, EachStored: t.eachStored, LastContainer: &e.lastContainer}
	return t
}

// Mode is what a unit promises or asks for.
type Mode uint8

const (
	// NoTouch leaves the access clocks of the keys alone.
	NoTouch Mode = 1 << iota
	// ReadsOnly promises that the unit changes nothing but expired keys.
	ReadsOnly
)

// Begin starts a unit in a database at a time.
func (t *Txn) Begin(db int, nowMillis int64, mode Mode) {
	t.db, t.startDB, t.effectsDB = db, db, db
	t.now = nowMillis
	t.mode = mode
	t.touched, t.patient = false, false
}

// Engine is the engine the transaction works on.
func (t *Txn) Engine() *Engine { return t.e }

// DB is the selected database.
func (t *Txn) DB() int { return t.db }

// Select changes the database for what follows in the unit.
func (t *Txn) Select(db int) { t.db = db }

// Now is the unit's time in unix milliseconds.
func (t *Txn) Now() int64 { return t.now }

// IsReplaying reports whether the log is being applied.
func (t *Txn) IsReplaying() bool { return t.replaying }

// LockKey locks the shard of the unit's only key. It fails with Engine.Busy's error when a slow script is in the way.
func (t *Txn) LockKey(key []byte) error {
	hash := t.e.keys.Hash(key)
	shard := t.e.keys.ShardOf(hash)
	if !t.e.keys.Shard(shard).TryLock() {
		if err := t.lockBeside(shard); err != nil {
			return err
		}
	}
	t.firstKey, t.firstHash, t.sole = key, hash, shard
	return nil
}

// Want adds the shard of a key to those that LockWanted takes.
func (t *Txn) Want(key []byte) {
	i := t.e.keys.ShardOf(t.e.keys.Hash(key))
	t.locked[i/64] |= 1 << (i % 64)
}

// LockWanted locks the wanted shards in ascending order. It fails with Engine.Busy's error, and wants nothing any more,
// when a slow script is in the way.
func (t *Txn) LockWanted() error {
	for {
		switch outcome := t.tryWanted(); outcome {
		case gotAll:
			return nil
		case gaveWay:
			t.locked = [MaxShards / 64]uint64{}
			return t.e.scripts.busyError()
		}
	}
}

// LockAll locks every shard. It fails as LockWanted does.
func (t *Txn) LockAll() error {
	for i := range t.e.keys.Shards() {
		t.locked[i/64] |= 1 << (i % 64)
	}
	if err := t.LockWanted(); err != nil {
		return err
	}
	t.all = true
	return nil
}

// HoldsAll reports whether every shard is locked, so that a command that locks by itself must not.
func (t *Txn) HoldsAll() bool { return t.all || t.replaying }

// WithShard runs fn with shard i locked, as a unit of its own. Commands that roam over the keyspace use it one shard
// at a time; inside EXEC, which holds all locks on their behalf, it only calls fn. A client's walk that comes to a shard
// which a slow script holds is broken off by a panic with a *GaveWay.
func (t *Txn) WithShard(i int, fn func(*keyspace.Shard)) {
	sh := t.e.keys.Shard(i)
	if t.HoldsAll() {
		fn(sh)
		return
	}
	t.lockRoaming(i)
	fn(sh)
	t.settleBacking()
	lsn := t.logEffects()
	t.tellEvents(lsn)
	t.release(i, lsn)
}

func (t *Txn) eachLocked(fn func(i int)) {
	for w, word := range t.locked {
		for ; word != 0; word &= word - 1 {
			fn(w*64 + bits.TrailingZeros64(word))
		}
	}
}

// Commit appends the effects to the log as one frame, tells the events and releases the locks.
func (t *Txn) Commit() {
	lsn := t.logEffects()
	t.settleBacking()
	t.tellEvents(lsn)
	if t.sole >= 0 {
		t.release(t.sole, lsn)
		t.sole = -1
	} else if t.locked != [MaxShards / 64]uint64{} {
		t.eachLocked(func(i int) { t.release(i, lsn) })
		t.locked = [MaxShards / 64]uint64{}
		t.all = false
	}
	t.firstKey = nil
	if t.after != nil {
		t.runAfter()
	}
}

// logEffects appends the effects so far as one frame and returns its number, 0 if there are none.
func (t *Txn) logEffects() commitlog.LSN {
	if len(t.effects) == 0 {
		return 0
	}
	if t.abandoned {
		t.forgetEffects()
		return 0
	}
	lsn := t.e.log.Append(uint16(t.startDB), 0, t.effects)
	t.wait = max(t.wait, lsn)
	t.forgetEffects()
	t.startDB, t.effectsDB = t.db, t.db
	return lsn
}

// release notes how far the log must be for what was seen in the shard, and unlocks it.
func (t *Txn) release(i int, lsn commitlog.LSN) {
	r := &t.e.reached[i]
	if lsn != 0 {
		r.lsn = lsn
	}
	t.wait = max(t.wait, r.lsn)
	if t.e.maxMemory.Load() > 0 {
		t.e.account(i)
	}
	t.e.keys.Shard(i).Unlock()
}

// TakeWait is the LSN that the log must have reached before replies since the last call may be sent.
func (t *Txn) TakeWait() commitlog.LSN {
	w := t.wait
	t.wait = 0
	return w
}

// FlushStats adds what was counted since the last call to the engine's counters.
func (t *Txn) FlushStats() {
	if t.hits != 0 {
		t.e.Stats.Hits.Add(t.hits)
	}
	if t.misses != 0 {
		t.e.Stats.Misses.Add(t.misses)
	}
	if t.changes != 0 {
		t.e.Stats.Changes.Add(t.changes)
	}
	t.hits, t.misses, t.changes = 0, 0, 0
}

// hash is the key's hash, which may be remembered.
func (t *Txn) hash(key []byte) uint64 {
	if t.firstKey != nil && len(key) == len(t.firstKey) && unsafe.SliceData(key) == unsafe.SliceData(t.firstKey) {
		return t.firstHash
	}
	return t.e.keys.Hash(key)
}

func (t *Txn) space(h uint64, db int) *keyspace.Space {
	return t.e.keys.Shard(t.e.keys.ShardOf(h)).Space(db)
}

// HasChanged reports whether the unit has changed anything yet.
func (t *Txn) HasChanged() bool { return t.touched || len(t.effects) > 0 || t.backing.Changed }
