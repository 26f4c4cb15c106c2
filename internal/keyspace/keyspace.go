package keyspace

import (
	"fmt"
	"hash/maphash"
	"sync/atomic"
)

// Defaults of Options.
const (
	DefaultDatabases = 16
	DefaultShards    = 128
)

// Options of a Keyspace.
type Options struct {
	Databases int // 0: DefaultDatabases
	Shards    int // a power of two; 0: DefaultShards
	// Stored is what the last checkpoint knows of each database, nil if there was none.
	Stored []Stored
	// NextGeneration is one that no contents have had yet.
	NextGeneration uint32
	// Untracked says that there will be no checkpoints, so that nothing is noted for them.
	Untracked bool
}

// A Keyspace deals the keys of all databases to shards by their hash.
type Keyspace struct {
	seed      maphash.Seed
	shards    []Shard
	databases int
	contents  []atomic.Pointer[Contents]

	untracked      bool
	nextGeneration atomic.Uint32 // the last one that was given out
	dropped        []uint32      // generations that were flushed; guarded by all shards
}

// New makes an empty Keyspace. It panics when the number of shards is no power of
// two.
func New(o Options) *Keyspace {
	if o.Databases == 0 {
		o.Databases = DefaultDatabases
	}
	if o.Shards == 0 {
		o.Shards = DefaultShards
	}
	if o.Shards < 0 || o.Shards&(o.Shards-1) != 0 {
		panic(fmt.Sprintf("keyspace: %d shards are no power of two", o.Shards))
	}
	k := &Keyspace{seed: maphash.MakeSeed(), shards: make([]Shard, o.Shards), databases: o.Databases, untracked: o.Untracked}
	k.nextGeneration.Store(max(o.NextGeneration, 1) - 1)
	k.contents = make([]atomic.Pointer[Contents], o.Databases)
	for db := range k.contents {
		if db < len(o.Stored) {
			k.contents[db].Store(storedContents(o.Stored[db]))
		} else {
			k.contents[db].Store(k.newContents())
		}
	}
	for i := range k.shards {
		k.shards[i].spaces = make([]atomic.Pointer[Space], o.Databases)
		k.shards[i].all = k
	}
	return k
}

// Hash gives the hash of a key: the same in this Keyspace, another in the next.
func (k *Keyspace) Hash(key []byte) uint64 { return maphash.Bytes(k.seed, key) }

// ShardOf tells which shard holds the keys with this hash.
func (k *Keyspace) ShardOf(h uint64) int { return int(h & uint64(len(k.shards)-1)) }

// Shard gives one of the shards.
func (k *Keyspace) Shard(i int) *Shard { return &k.shards[i] }

// Shards is the number of shards.
func (k *Keyspace) Shards() int { return len(k.shards) }

// Databases is the number of databases.
func (k *Keyspace) Databases() int { return k.databases }

// Len counts the keys of a database and those that expire, in memory or not. It
// needs no lock.
func (k *Keyspace) Len(db int) (keys, expires int) {
	c := k.Contents(db)
	keys, expires = int(c.coldKeys.Load()), int(c.coldExpires.Load())
	for i := range k.shards {
		if s := k.shards[i].spaces[db].Load(); s != nil {
			keys += s.Len()
			expires += s.Expires()
		}
	}
	return keys, expires
}

// BeginCapture lets capture see every shard as it is now: whoever locks a shard first
// brings it about, and so does FinishCapture for the others. The caller holds all shards.
func (k *Keyspace) BeginCapture(capture func(*Shard)) {
	for i := range k.shards {
		k.shards[i].capture = capture
	}
}

// FinishCapture lets capture see the shards that nobody has locked since.
func (k *Keyspace) FinishCapture() {
	for i := range k.shards {
		k.shards[i].visit()
	}
}

// Unload takes everything out of memory. Disk must have all of it as it is. The
// caller holds all shards.
func (k *Keyspace) Unload() (release func()) {
	var gone []*Space
	for db := range k.contents {
		keys, expires := k.Len(db)
		c := k.Contents(db)
		c.coldKeys.Store(int64(keys))
		c.coldExpires.Store(int64(expires))
		c.isWhole.Store(keys == 0)
		gone = append(gone, k.take(db)...)
	}
	return func() { releaseSpaces(gone) }
}

// LockAll takes all shards, in order.
func (k *Keyspace) LockAll() {
	for i := range k.shards {
		k.shards[i].Lock()
	}
}

// UnlockAll leaves all shards.
func (k *Keyspace) UnlockAll() {
	for i := range k.shards {
		k.shards[i].Unlock()
	}
}

// SwapDB exchanges two databases. The caller holds all shards.
func (k *Keyspace) SwapDB(a, b int) {
	for i := range k.shards {
		spaces := k.shards[i].spaces
		was := spaces[a].Load()
		spaces[a].Store(spaces[b].Load())
		spaces[b].Store(was)
	}
	was := k.contents[a].Load()
	k.contents[a].Store(k.contents[b].Load())
	k.contents[b].Store(was)
}

// FlushAll empties all databases. The caller holds all shards; release, which gives
// the memory back, may run when they are free again, and in a goroutine.
func (k *Keyspace) FlushAll() (release func()) {
	gone := make([]Detached, k.databases)
	for db := range gone {
		gone[db] = k.Detach(db)
	}
	return func() {
		for _, d := range gone {
			d.Release()
		}
	}
}

// Close gives all memory back. Nobody may use the Keyspace any more.
func (k *Keyspace) Close() {
	k.LockAll()
	defer k.UnlockAll()
	k.FlushAll()()
}
