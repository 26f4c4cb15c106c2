package keyspace

// Detached is what a database held before it was emptied: it can be put back, or its memory given back.
type Detached struct {
	keyspace *Keyspace
	db       int
	spaces   []*Space // one a shard, nil where there was none
}

// Detach empties a database by taking its Spaces away. The caller holds all shards, and calls either Attach or Release
// on the result.
func (k *Keyspace) Detach(db int) Detached {
	d := Detached{keyspace: k, db: db, spaces: make([]*Space, len(k.shards))}
	for i := range k.shards {
		d.spaces[i] = k.shards[i].spaces[db].Swap(nil)
	}
	return d
}

// Attach puts the database back in place of what has been stored since. The caller holds all shards.
func (d Detached) Attach() {
	since := d.keyspace.Detach(d.db)
	for i, s := range d.spaces {
		d.keyspace.shards[i].spaces[d.db].Store(s)
	}
	since.Release()
}

// Release gives the memory back. It may run when the shards are free again, and in a goroutine.
func (d Detached) Release() {
	for _, s := range d.spaces {
		if s != nil {
			s.arena.Release()
		}
	}
}
