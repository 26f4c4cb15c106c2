package engine

import (
	"slices"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// A Waiter is a client that blocks until one of its keys can serve it (BLPOP and its like).
//
// Whoever makes a key ready serves those who wait for it, in the order in which they came, right after its own unit
// has committed and before its next command. The Waiter's Serve runs on that goroutine; what it leaves for the client
// must not be touched by the client's own goroutine before IsServed.
type Waiter struct {
	// Type is what a key has to hold for Serve to be called: as long as it holds anything else, the client waits.
	Type keyspace.Type
	// AnyChange has Serve called when a key is deleted or gets another type as well.
	AnyChange bool
	// Serve tries to serve the client in a unit that holds all its keys, and reports whether it did.
	Serve func(t *Txn) bool
	// Wake tells the client's goroutine that it was served.
	Wake func()

	db     int
	keys   []string // it waits for these
	others []string // its command touches these as well
	// isTaken says that the waiter was served or withdrawn. It is guarded by the locks of all its keys.
	isTaken bool
	// lsn is what the log must reach before the client may see the reply; it is set before served.
	lsn    commitlog.LSN
	served atomic.Bool
}

// IsServed reports whether Serve has succeeded, and what the log must reach before the client may be told.
func (w *Waiter) IsServed() (commitlog.LSN, bool) {
	if !w.served.Load() {
		return 0, false
	}
	return w.lsn, true
}

// blockTable holds a shard's waiters by key, first come first. It is guarded by the shard's lock.
type blockTable map[watchedKey][]*Waiter

// Block registers a waiter for keys, whose shards are locked: nobody can have made them ready in between. The shards
// of others are locked as well when the waiter is served.
func (t *Txn) Block(w *Waiter, keys, others [][]byte) {
	w.db = t.db
	for _, key := range others {
		w.others = append(w.others, string(key))
	}
	for _, key := range keys {
		if slices.Contains(w.keys, string(key)) {
			continue
		}
		w.keys = append(w.keys, string(key))
		table := &t.e.block[t.e.keys.ShardOf(t.hash(key))]
		if *table == nil {
			*table = make(blockTable)
		}
		k := watchedKey{t.db, string(key)}
		t.e.setWaiters(*table, k, append((*table)[k], w), w)
	}
	t.e.blocking.Add(1)
	if w.Type == keyspace.TypeStream && t.e.clock.NowMillis() > t.now {
		t.Signal(keys) // an entry may have fallen due since the client looked at the clock, and been announced
	}
}

// Owes reports whether one of the keys, whose shards are locked, holds a value that those who already wait for it are
// about to be served with. Who comes now has to wait behind them.
func (t *Txn) Owes(typ keyspace.Type, keys [][]byte) bool {
	if t.e.blocking.Load() == 0 {
		return false
	}
	return slices.ContainsFunc(keys, func(key []byte) bool {
		h := t.hash(key)
		rec, found := t.find(t.space(h, t.db), h, key)
		return found && rec.Type() == typ && len(t.e.block[t.e.keys.ShardOf(h)][watchedKey{t.db, string(key)}]) > 0
	})
}

// Signal has ServeBlocked look at keys, whose shards are locked, as if they had just been given a value.
func (t *Txn) Signal(keys [][]byte) {
	for _, key := range keys {
		t.signal(t.hash(key), key)
	}
}

// Unblock withdraws a waiter, because its time is over or its client is gone. It reports false if the waiter is
// being served: IsServed is about to be true, and Wake to be called. The caller holds no locks.
func (t *Txn) Unblock(w *Waiter) bool {
	t.lockWaiter(w)
	defer t.Commit()
	if w.isTaken {
		return false
	}
	t.forget(w)
	return true
}

// lockWaiter begins a unit that holds all keys of a waiter.
func (t *Txn) lockWaiter(w *Waiter) {
	t.Begin(w.db, t.e.clock.NowMillis(), 0)
	for n := 0; ; n++ {
		for _, keys := range [][]string{w.keys, w.others} {
			for _, key := range keys {
				t.Want([]byte(key))
			}
		}
		if t.LockWanted() == nil {
			return
		}
		pause(n) // a slow script has to end first
	}
}

// forget takes a waiter out of the tables of its keys, which are locked.
func (t *Txn) forget(w *Waiter) {
	w.isTaken = true
	for _, key := range w.keys {
		table := t.e.block[t.e.keys.ShardOf(t.e.keys.Hash([]byte(key)))]
		k := watchedKey{w.db, key}
		others := slices.DeleteFunc(slices.Clone(table[k]), func(other *Waiter) bool { return other == w })
		t.e.setWaiters(table, k, others, w)
	}
	t.e.blocking.Add(-1)
}

// signal remembers that a key somebody may wait for has been given a value. Its shard is locked.
func (t *Txn) signal(h uint64, key []byte) {
	if len(t.e.block[t.e.keys.ShardOf(h)][watchedKey{t.db, string(key)}]) == 0 {
		return
	}
	if k := (watchedKey{t.db, string(key)}); !slices.Contains(t.ready, k) {
		t.ready = append(t.ready, k)
	}
}

// signalAll is signal for every key of a database that somebody waits for, if it is there or somebody waits for it to
// go. All shards are locked.
func (t *Txn) signalAll(db int) {
	if t.e.blocking.Load() == 0 {
		return
	}
	for i, table := range t.e.block {
		for k, waiters := range table {
			h := t.e.keys.Hash([]byte(k.key))
			_, found := t.find(t.e.keys.Shard(i).Space(db), h, []byte(k.key))
			if k.db == db && (found || waitsForAny(waiters)) {
				t.ready = append(t.ready, k)
			}
		}
	}
}

// ServeBlocked serves those who wait for the keys that units since the last call have made ready. The caller holds
// no locks. Serving may make further keys ready, as BLMOVE does; they are served too.
func (t *Txn) ServeBlocked() {
	for len(t.ready) > 0 {
		k := t.ready[0]
		t.ready = t.ready[1:]
		found := true
		for _, w := range t.waitersOf(k) {
			if found || w.AnyChange {
				found = t.serve(w, k)
			}
		}
	}
	t.ready = nil
}

// waitersOf copies the list of those who wait for a key.
func (t *Txn) waitersOf(k watchedKey) []*Waiter {
	i := t.e.keys.ShardOf(t.e.keys.Hash([]byte(k.key)))
	sh := t.e.keys.Shard(i)
	sh.Lock()
	defer sh.Unlock()
	return slices.Clone(t.e.block[i][k])
}

// serve runs one waiter's attempt in a unit of its own and reports whether there was anything to serve it with.
func (t *Txn) serve(w *Waiter, k watchedKey) (found bool) {
	t.lockWaiter(w)
	rec, found := t.Peek([]byte(k.key))
	served := !w.isTaken && (w.AnyChange || found && rec.Type() == w.Type) && w.Serve(t)
	if served {
		t.forget(w)
	}
	t.Commit()
	if served {
		w.lsn = t.wait
		w.served.Store(true)
		w.Wake()
	}
	return found
}

// Waiting is the number of clients that wait for a key.
func (e *Engine) Waiting() int { return int(e.blocking.Load()) }

// WaitedKeys is the number of keys that clients wait for, and of those whose going away somebody waits for too.
func (e *Engine) WaitedKeys() (keys, anyChange int64) {
	return e.waitedKeys.Load(), e.waitedGone.Load()
}

// waitsForAny reports whether one of the waiters waits for its key to go away too.
func waitsForAny(waiters []*Waiter) bool {
	return slices.ContainsFunc(waiters, func(w *Waiter) bool { return w.AnyChange })
}

// setWaiters replaces the waiters for a key by others, from whom they differ by one, and keeps the counts.
func (e *Engine) setWaiters(table blockTable, k watchedKey, waiters []*Waiter, by *Waiter) {
	old := table[k]
	if len(waiters) == 0 {
		delete(table, k)
	} else {
		table[k] = waiters
	}
	e.waitedKeys.Add(count(len(waiters) > 0) - count(len(old) > 0))
	if by.AnyChange {
		e.waitedGone.Add(count(waitsForAny(waiters)) - count(waitsForAny(old)))
	}
}

func count(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
