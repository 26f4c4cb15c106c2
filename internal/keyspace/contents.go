package keyspace

import "sync/atomic"

// Contents is what all shards' parts of one database have in common: under which generation it lies on disk, and how
// much of it is on disk only. FLUSHDB gives a database new contents, SWAPDB exchanges those of two.
type Contents struct {
	Generation uint32
	untracked  bool
	// isWhole says that memory has all of it, from the beginning: a Space that is made later has nothing on disk.
	isWhole atomic.Bool
	// onDisk says that a checkpoint has taken something of it.
	onDisk atomic.Bool
	// coldKeys and coldExpires count the keys that are on disk only.
	coldKeys, coldExpires atomic.Int64
}

// Stored is what a checkpoint knows of a database.
type Stored struct {
	Generation    uint32
	Keys, Expires int64
}

// Contents gives a database's contents. Whoever wants more than a look at their counts holds a shard.
func (k *Keyspace) Contents(db int) *Contents { return k.contents[db].Load() }

// newContents makes contents of which nothing is on disk.
func (k *Keyspace) newContents() *Contents {
	c := &Contents{Generation: k.nextGeneration.Add(1), untracked: k.untracked}
	c.isWhole.Store(true)
	return c
}

// storedContents makes contents of which everything is on disk.
func storedContents(s Stored) *Contents {
	c := &Contents{Generation: s.Generation}
	c.onDisk.Store(true)
	c.coldKeys.Store(s.Keys)
	c.coldExpires.Store(s.Expires)
	c.isWhole.Store(s.Keys == 0)
	return c
}

// Stored is what a checkpoint at this moment has to know of a database. The caller holds all shards.
func (k *Keyspace) Stored(db int) Stored {
	keys, expires := k.Len(db)
	return Stored{Generation: k.Contents(db).Generation, Keys: int64(keys), Expires: int64(expires)}
}

// NextGeneration is one that no contents have had yet.
func (k *Keyspace) NextGeneration() uint32 { return k.nextGeneration.Load() + 1 }

// TakeDropped returns the generations that were flushed since the last call. The caller holds all shards.
func (k *Keyspace) TakeDropped() []uint32 {
	gone := k.dropped
	k.dropped = nil
	return gone
}

// SetWhole says that memory has all keys of a database. The caller holds all shards.
func (k *Keyspace) SetWhole(db int) {
	k.Contents(db).isWhole.Store(true)
	for i := range k.shards {
		if s := k.shards[i].spaces[db].Load(); s != nil {
			s.whole = true
		}
	}
}

// IsWhole reports whether memory has all keys. The caller holds all shards.
func (k *Keyspace) IsWhole() bool {
	for db := range k.contents {
		if !k.Contents(db).isWhole.Load() {
			return false
		}
	}
	for i := range k.shards {
		for db := range k.contents {
			if s := k.shards[i].spaces[db].Load(); s != nil && !s.whole {
				return false
			}
		}
	}
	return true
}

// ColdKeys is the number of keys on disk only.
func (c *Contents) ColdKeys() int64 { return c.coldKeys.Load() }
