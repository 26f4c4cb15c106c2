package engine

import (
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// Watch is one key that a client watches for changes (WATCH).
type Watch struct {
	db    int
	key   string
	hash  uint64
	dirty *atomic.Bool // the client's flag, shared by all its watches
	// wasExpired remembers that the key was past its time already, so that its removal is no change.
	wasExpired bool
}

// watchTable holds a shard's watched keys. It lives on the Go heap: watched keys are few.
type watchTable map[watchedKey][]*Watch

type watchedKey struct {
	db  int
	key string
}

// WatchKey starts watching a key, whose shard is locked; changes set dirty.
func (t *Txn) WatchKey(key []byte, dirty *atomic.Bool) *Watch {
	h := t.hash(key)
	w := &Watch{db: t.db, key: string(key), hash: h, dirty: dirty}
	if rec, ok := t.find(t.space(h, t.db), h, key); ok {
		w.wasExpired = t.isExpired(rec)
	}
	table := &t.e.watch[t.e.keys.ShardOf(h)]
	if *table == nil {
		*table = make(watchTable)
	}
	k := watchedKey{w.db, w.key}
	(*table)[k] = append((*table)[k], w)
	t.e.watching.Add(1)
	return w
}

// Covers reports whether the watch is for that key.
func (w *Watch) Covers(db int, key []byte) bool { return w.db == db && w.key == string(key) }

// Unwatch stops watching. No shard lock may be held by the caller. While a script is slow it happens later.
func (e *Engine) Unwatch(watches []*Watch) {
	if len(watches) > 0 && e.Busy() != nil {
		go e.unwatch(watches)
		return
	}
	e.unwatch(watches)
}

func (e *Engine) unwatch(watches []*Watch) {
	for _, w := range watches {
		i := e.keys.ShardOf(w.hash)
		sh := e.keys.Shard(i)
		sh.Lock()
		e.watch[i].remove(w)
		sh.Unlock()
		e.watching.Add(-1)
	}
}

// Unwatch stops watching keys whose shards this unit has locked.
func (t *Txn) Unwatch(watches []*Watch) {
	for _, w := range watches {
		t.e.watch[t.e.keys.ShardOf(w.hash)].remove(w)
	}
	t.e.watching.Add(-int64(len(watches)))
}

func (wt watchTable) remove(w *Watch) {
	k := watchedKey{w.db, w.key}
	list := wt[k]
	for i := range list {
		if list[i] == w {
			list = append(list[:i], list[i+1:]...)
			break
		}
	}
	if len(list) == 0 {
		delete(wt, k)
		return
	}
	wt[k] = list
}

// WantWatched adds the shards of watched keys to those that LockWanted takes.
func (t *Txn) WantWatched(watches []*Watch) {
	for _, w := range watches {
		i := t.e.keys.ShardOf(w.hash)
		t.locked[i/64] |= 1 << (i % 64)
	}
}

// HasExpiredWatch reports whether a watched key's time has come since it was watched. Its shard is locked.
func (t *Txn) HasExpiredWatch(watches []*Watch) bool {
	for _, w := range watches {
		if w.wasExpired {
			continue
		}
		if rec, ok := t.findIn(w.db, w.hash, []byte(w.key)); ok && t.isExpired(rec) {
			return true
		}
	}
	return false
}

// changed tells those who watch, cache or wait for the key.
func (t *Txn) changed(h uint64, key []byte) { t.changedBy(t.owner, h, key) }

func (t *Txn) changedBy(owner int64, h uint64, key []byte) {
	t.touched = true
	if t.e.tracking.Load() {
		t.e.tracker.Changed(t.e.keys.ShardOf(h), key, owner)
	}
	if t.e.blocking.Load() != 0 {
		t.signal(h, key)
	}
	if t.e.watching.Load() == 0 {
		return
	}
	for _, w := range t.e.watch[t.e.keys.ShardOf(h)][watchedKey{t.db, string(key)}] {
		t.touchChanged(w)
	}
}

// touchChanged tells who watches a key that has changed. One whose time had come already may go unnoticed, but what
// takes its place may not.
func (t *Txn) touchChanged(w *Watch) {
	if w.wasExpired {
		rec, exists := t.space(w.hash, w.db).Get(w.hash, []byte(w.key))
		if exists && t.isExpired(rec) {
			return
		}
		w.wasExpired = false
		if !exists {
			return
		}
	}
	t.touch(w)
}

// touch tells who watches a key, unless it is to be seen yet whether the change lasts.
func (t *Txn) touch(w *Watch) {
	if t.undo != nil {
		t.undo.dirtied = append(t.undo.dirtied, w.dirty)
		return
	}
	w.dirty.Store(true)
}

// touchAllWatched tells those who watch keys of a database that is about to hold what another one holds, or nothing if
// that is noDB. All shards are locked.
func (t *Txn) touchAllWatched(db, with int) {
	if t.e.watching.Load() == 0 {
		return
	}
	for _, table := range t.e.watch {
		for k, watches := range table {
			if k.db == db {
				for _, w := range watches {
					t.touchReplaced(w, with)
				}
			}
		}
	}
}

// noDB is no database.
const noDB = -1

// touchReplaced tells who watches a key that is about to be what another database has under its name. To be gone and to
// be past its time is the same to those who watch.
func (t *Txn) touchReplaced(w *Watch, with int) {
	_, existed := t.findIn(w.db, w.hash, []byte(w.key))
	exists, isStale := false, false
	if with != noDB {
		var rec keyspace.Record
		rec, exists = t.findIn(with, w.hash, []byte(w.key))
		isStale = exists && t.isExpired(rec)
	}
	switch {
	case !existed && !exists:
	case w.wasExpired && !exists:
		w.wasExpired = false
	case w.wasExpired && isStale:
	case !existed && isStale:
		w.wasExpired = true
	default:
		t.touch(w)
	}
}
