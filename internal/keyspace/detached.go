package keyspace

import "slices"

// Detached is what a database held before it was emptied: it can be put back, or its memory given back.
type Detached struct {
	keyspace *Keyspace
	db       int
	contents *Contents
	spaces   []*Space // one a shard, nil where there was none
}

// Detach empties a database by taking its Spaces away, and gives it new contents. The caller holds all shards, and calls
// either Release on the result, or Attach, for which it must not have let go of the shards.
func (k *Keyspace) Detach(db int) Detached {
	d := Detached{keyspace: k, db: db, contents: k.Contents(db)}
	if d.contents.onDisk.Load() {
		k.dropped = append(k.dropped, d.contents.Generation)
	}
	k.contents[db].Store(k.newContents())
	d.spaces = k.take(db)
	return d
}

// take takes the Spaces of a database away.
func (k *Keyspace) take(db int) []*Space {
	spaces := make([]*Space, len(k.shards))
	for i := range k.shards {
		spaces[i] = k.shards[i].spaces[db].Swap(nil)
	}
	return spaces
}

// Attach puts the database back in place of what has been stored since, of which nothing can be on disk.
func (d Detached) Attach() {
	k := d.keyspace
	since := k.take(d.db)
	for i, s := range d.spaces {
		k.shards[i].spaces[d.db].Store(s)
	}
	k.contents[d.db].Store(d.contents)
	k.dropped = slices.DeleteFunc(k.dropped, func(generation uint32) bool { return generation == d.contents.Generation })
	releaseSpaces(since)
}

// Release gives the memory back. It may run when the shards are free again, and in a goroutine.
func (d Detached) Release() { releaseSpaces(d.spaces) }

func releaseSpaces(spaces []*Space) {
	for _, s := range spaces {
		if s != nil {
			s.arena.Release()
		}
	}
}
