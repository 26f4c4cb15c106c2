package engine

import (
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// scripts is what the units of a keyspace know about scripts. A script is the one kind of unit that cannot say which
// keys it will touch: it locks their shards as it meets them, in any order, and holds them to its end.
//
// That cannot deadlock because of two rules. There is one script at a time: token is taken before any shard. And
// whoever takes several shards in ascending order gives them all back when a script runs and the next one is not
// free (tryWanted).
type scripts struct {
	token   sync.Mutex
	running atomic.Bool // whether the token is taken
	// busy is set while the running script is slower than it should be: what would have to wait for it fails instead.
	busy atomic.Pointer[busyState]
}

type busyState struct{ err error }

func (s *scripts) busyError() error {
	if b := s.busy.Load(); b != nil {
		return b.err
	}
	return nil
}

// Busy is nil, or the error for those who come while a script runs that is slower than it should be.
func (e *Engine) Busy() error { return e.scripts.busyError() }

// SetBusy declares the running script slow, with the error for the others; nil takes that back.
func (e *Engine) SetBusy(err error) {
	if err == nil {
		e.scripts.busy.Store(nil)
		return
	}
	e.scripts.busy.Store(&busyState{err})
}

// BeginScript makes the unit, which holds no shards yet, that of a script: LockMore may be called now. It waits for
// the script that runs already, or fails with Busy's error. A unit that holds all shards has nothing to begin.
func (t *Txn) BeginScript() error {
	if t.HoldsAll() {
		return nil
	}
	for n := 0; !t.e.scripts.token.TryLock(); n++ {
		if err := t.e.Busy(); err != nil {
			return err
		}
		pause(n)
	}
	t.e.scripts.running.Store(true)
	t.script = true
	return nil
}

// EndScript commits a unit that BeginScript began. Within a larger unit it does nothing.
func (t *Txn) EndScript() {
	if !t.script {
		return
	}
	t.Commit()
	t.leaveScript()
}

// AbandonScript ends a slow script whose process ends with it: nothing of what it did reaches the log, nor of the unit
// that it may be a part of, so that the next start knows nothing of it. The engine has to stay busy, for the memory
// still shows half of the script's work.
func (t *Txn) AbandonScript() {
	t.abandoned = true
	t.EndScript()
}

func (t *Txn) leaveScript() {
	t.script = false
	t.e.scripts.running.Store(false)
	t.e.scripts.token.Unlock()
}

// LockMore locks the shard of one more key of a script. The key's bytes must never change.
func (t *Txn) LockMore(key []byte) {
	if !t.script {
		return // a part of a larger unit, which holds all shards
	}
	t.firstKey, t.firstHash = key, t.e.keys.Hash(key)
	t.lockShard(t.e.keys.ShardOf(t.firstHash))
}

// LockRest locks all shards that a script does not hold yet.
func (t *Txn) LockRest() {
	if t.HoldsAll() {
		return
	}
	for i := range t.e.keys.Shards() {
		t.lockShard(i)
	}
	t.all = true
}

// lockShard waits for a shard unless the script holds it. Those who have it finish or give way.
func (t *Txn) lockShard(i int) {
	bit := uint64(1) << (i % 64)
	if t.locked[i/64]&bit != 0 {
		return
	}
	for n := 0; !t.e.keys.Shard(i).TryLock(); n++ {
		pause(n)
	}
	t.locked[i/64] |= bit
}

// lockBeside locks one shard that somebody has. That may be a script, or one may come before us, so we do not wait in the
// mutex, where nobody could tell us that it has become slow.
func (t *Txn) lockBeside(shard int) error {
	sh := t.e.keys.Shard(shard)
	for n := 0; !sh.TryLock(); n++ {
		if err := t.e.Busy(); err != nil {
			return err
		}
		pause(n)
	}
	return nil
}

// lockUnlessScript locks a shard for somebody who can do without it, unless a script may hold it for long.
func (e *Engine) lockUnlessScript(shard int) bool {
	sh := e.keys.Shard(shard)
	for n := 0; !sh.TryLock(); n++ {
		if e.scripts.running.Load() {
			return false
		}
		pause(n)
	}
	return true
}

// GaveWay is what a walk over the keyspace panics with when a slow script is in its way: what it has found so far is of
// no use. Err is what the client is told.
type GaveWay struct{ Err error }

// lockRoaming locks one shard for a walk. Those that nobody waits for wait themselves, however long a script takes.
func (t *Txn) lockRoaming(shard int) {
	for n := 0; !t.e.keys.Shard(shard).TryLock(); n++ {
		if err := t.e.Busy(); err != nil && t.owner != 0 {
			panic(&GaveWay{err})
		}
		pause(n)
	}
}

// LockKeys locks the shards of keys, however long a script holds them: for goroutines that nobody waits for.
func (t *Txn) LockKeys(keys ...[]byte) {
	for n := 0; ; n++ {
		for _, key := range keys {
			t.Want(key)
		}
		if t.LockWanted() == nil {
			return
		}
		pause(n)
	}
}

// lockAll locks all shards outside of any unit, however long a script holds some of them.
func (e *Engine) lockAll() {
	t := e.NewTxn()
	for n := 0; t.LockAll() != nil; n++ {
		pause(n)
	}
}

// outcome is how an attempt to lock several shards has ended.
type outcome uint8

const (
	gotAll outcome = iota
	gotNone
	gaveWay // to a slow script
)

// tryWanted locks the wanted shards one after the other. Where one is not free it waits, but not for a script: then it
// gives back what it has, so that the script may have it.
func (t *Txn) tryWanted() outcome {
	for w, word := range t.locked {
		for ; word != 0; word &= word - 1 {
			i := w*64 + bits.TrailingZeros64(word)
			for n := 0; !t.e.keys.Shard(i).TryLock(); n++ {
				if t.e.scripts.running.Load() || t.e.Busy() != nil {
					t.unlockBelow(i)
					if t.e.Busy() != nil {
						return gaveWay
					}
					pause(n)
					return gotNone
				}
				pause(n)
			}
		}
	}
	return gotAll
}

// unlockBelow gives back the wanted shards before one.
func (t *Txn) unlockBelow(end int) {
	t.eachLocked(func(i int) {
		if i < end {
			t.e.keys.Shard(i).Unlock()
		}
	})
}

// Pauses between attempts: shards are held for microseconds, but for a script or a big command.
const (
	quickPauses  = 64
	pauseBetween = 50 * time.Microsecond
)

// pause waits a little before the n-th new attempt.
func pause(n int) {
	if n < quickPauses {
		runtime.Gosched()
		return
	}
	time.Sleep(pauseBetween)
}
