package tracking

import (
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// Table knows who caches what. It is safe for concurrent use. It is the engine's Tracker.
//
// Lock order: shards, then mu or the prefixes, then the registry of clients, then a client's outbox.
type Table struct {
	engine   *engine.Engine
	clients  *client.Registry
	maxKeys  func() int64         // 0 is no limit
	shards   []map[string]readers // one a shard of the keyspace, guarded by that shard's lock
	prefixes prefixes

	keys, items atomic.Int64 // in shards: keys, and readers of them
	tracked     atomic.Int64 // len(caches)

	mu     sync.Mutex // guards caches
	caches []*cache   // of all clients that are tracked
}

// readers is the caches of those who have read a key, in order of the clients' numbers.
type readers []*cache

// New returns an empty table, which becomes the engine's tracker.
func New(e *engine.Engine, clients *client.Registry, maxKeys func() int64) *Table {
	t := &Table{engine: e, clients: clients, maxKeys: maxKeys, shards: make([]map[string]readers, e.Shards())}
	e.SetTracker(t)
	return t
}

// remember notes that a client has read a key of a locked shard.
func (t *Table) remember(shard int, key []byte, c *cache) {
	list, found := t.shards[shard][string(key)]
	i, isThere := slices.BinarySearchFunc(list, c.client.ID, func(c *cache, id int64) int { return int(c.client.ID - id) })
	switch {
	case isThere && list[i] == c:
		return
	case isThere: // left over from an earlier tracking of the same client
		list[i] = c
		return
	}
	if t.shards[shard] == nil {
		t.shards[shard] = make(map[string]readers)
	}
	t.shards[shard][string(key)] = slices.Insert(list, i, c)
	t.items.Add(1)
	if !found {
		t.keys.Add(1)
	}
}

// Changed implements engine.Tracker.
func (t *Table) Changed(shard int, key []byte, by int64) {
	t.prefixes.note(key, by)
	t.invalidate(shard, key, by)
}

// invalidate tells those who have read a key of a locked shard, and forgets it.
func (t *Table) invalidate(shard int, key []byte, by int64) {
	list, found := t.shards[shard][string(key)]
	if !found {
		return
	}
	delete(t.shards[shard], string(key))
	t.keys.Add(-1)
	t.items.Add(-int64(len(list)))
	message := invalidationOf([][]byte{key})
	for _, c := range list {
		if !c.off.Load() && !(c.noLoop.Load() && c.client.ID == by) {
			c.send(&message)
		}
	}
}

// Flushed implements engine.Tracker: all clients are told to forget all they know.
func (t *Table) Flushed() {
	clear(t.shards)
	t.keys.Store(0)
	t.items.Store(0)
	message := invalidationOfAll()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.caches {
		c.send(&message)
	}
}

// Settle does what is due after units have committed: it sends what the prefixes have gathered, and makes room if the
// table is over its limit. The caller holds no locks.
func (t *Table) Settle() {
	if t == nil {
		return // a session without one
	}
	if t.prefixes.pending.Load() {
		t.prefixes.flush()
	}
	if t.isOver() {
		t.shrink()
	}
}

// isOver reports whether keys have to go: those beyond the limit, and all of them when nobody is tracked any more.
func (t *Table) isOver() bool {
	keys := t.keys.Load()
	if keys == 0 {
		return false
	}
	limit := t.maxKeys()
	return limit > 0 && keys > limit || t.tracked.Load() == 0
}

// shrink declares keys changed, beginning anywhere, until the table is within its limit.
func (t *Table) shrink() {
	first := rand.IntN(len(t.shards))
	for i := range t.shards {
		shard := (first + i) % len(t.shards)
		t.engine.WithShard(shard, func() {
			for key := range t.shards[shard] {
				if !t.isOver() {
					return
				}
				t.invalidate(shard, []byte(key), 0)
			}
		})
	}
}

// Clients counts those who are tracked.
func (t *Table) Clients() int64 { return t.tracked.Load() }

// Keys counts the keys in the table.
func (t *Table) Keys() int64 { return t.keys.Load() }

// Items counts the readers of all keys.
func (t *Table) Items() int64 { return t.items.Load() }

// Prefixes counts the prefixes that clients wait for.
func (t *Table) Prefixes() int { return t.prefixes.len() }
