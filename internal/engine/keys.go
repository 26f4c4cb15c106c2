package engine

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// Get finds a live key, counts the hit or miss and marks the access. The record is valid until the next change.
func (t *Txn) Get(key []byte) (keyspace.Record, bool) {
	rec, ok := t.Peek(key)
	if !ok {
		t.misses++
		t.Notify(event.Miss, "keymiss", key)
		return rec, false
	}
	t.hits++
	t.touchAccess(rec)
	return rec, true
}

// Find is Get for commands that change the key: it is neither hit nor miss.
func (t *Txn) Find(key []byte) (keyspace.Record, bool) {
	rec, ok := t.Peek(key)
	if ok {
		t.touchAccess(rec)
	}
	return rec, ok
}

// Peek is Find without a mark of access.
func (t *Txn) Peek(key []byte) (keyspace.Record, bool) {
	h := t.hash(key)
	rec, ok := t.find(t.space(h, t.db), h, key)
	if ok && t.isExpired(rec) {
		// On a full disk reads leave expired keys where they are: what they would log has to wait for space, and
		// everybody who reads from the shard with it.
		if t.mode&ReadsOnly == 0 || !t.e.isFull.Load() {
			t.expire(h, key)
		}
		return keyspace.Record{}, false
	}
	return rec, ok
}

// PeekLate is Peek that finds a key past its time as well, until somebody has removed it.
func (t *Txn) PeekLate(key []byte) (keyspace.Record, bool) {
	h := t.hash(key)
	return t.find(t.space(h, t.db), h, key)
}

// PeekAt is Peek in another database.
func (t *Txn) PeekAt(db int, key []byte) (keyspace.Record, bool) {
	defer t.Select(t.db)
	t.Select(db)
	return t.Peek(key)
}

func (t *Txn) isExpired(rec keyspace.Record) bool {
	at := rec.ExpireAt()
	return at != 0 && at < t.now && !t.replaying
}

// IsLive reports whether a record met on a walk over the keyspace is still there for clients.
func (t *Txn) IsLive(rec keyspace.Record) bool { return !t.isExpired(rec) }

// expire removes a key whose time has come and logs it, so that replay and replicas need no clock.
func (t *Txn) expire(h uint64, key []byte) {
	t.Log(delWord, key)
	t.remove(h, key)
	t.hasExpired(h, key)
}

// hasExpired counts and tells that a key's time has come.
func (t *Txn) hasExpired(h uint64, key []byte) {
	t.e.Stats.Expired.Add(1)
	t.changedBy(nobody, h, key)
	t.Notify(event.Expired, "expired", key)
}

// nobody is the owner of what the passing of time has done.
const nobody = 0

var delWord = []byte("DEL")

// Set stores a value under a key, replacing whatever was there. expireAt is in unix milliseconds, 0 for none.
func (t *Txn) Set(key []byte, typ keyspace.Type, enc keyspace.Encoding, value []byte, expireAt int64) keyspace.Record {
	h := t.hash(key)
	t.keep(h, key)
	s := t.space(h, t.db)
	rec, existed := t.find(s, h, key)
	if existed {
		t.discard(s, rec)
		rec = s.Replace(h, rec, key, typ, enc, value, expireAt)
	} else {
		t.Notify(event.New, "new", key)
		rec = s.Set(h, key, typ, enc, value, expireAt)
	}
	t.touchWritten(rec, existed)
	t.changed(h, key)
	return rec
}

// SetInt stores an integer string.
func (t *Txn) SetInt(key []byte, v int64, expireAt int64) keyspace.Record {
	var value [8]byte
	return t.Set(key, keyspace.TypeString, keyspace.EncInt, keyspace.AppendInt(value[:0], v), expireAt)
}

// Resize gives a record's value a new length: what was there stays, what is new is zero. The caller then writes
// into the record's Value.
func (t *Txn) Resize(key []byte, rec keyspace.Record, n int) keyspace.Record {
	h := t.hash(key)
	t.keep(h, key)
	rec = t.space(h, t.db).Resize(h, rec, n)
	t.changed(h, key)
	return rec
}

// SetEncoding changes how a record's value is marked to be stored.
func (t *Txn) SetEncoding(key []byte, rec keyspace.Record, enc keyspace.Encoding) {
	h := t.hash(key)
	t.keep(h, key)
	t.space(h, t.db).SetEncoding(h, rec, enc)
}

// SetExpireAt changes when a key expires; 0 means never.
func (t *Txn) SetExpireAt(key []byte, rec keyspace.Record, at int64) keyspace.Record {
	h := t.hash(key)
	t.keep(h, key)
	rec = t.space(h, t.db).SetExpireAt(h, rec, at)
	t.changed(h, key)
	return rec
}

// Delete removes a live key and reports whether there was one.
func (t *Txn) Delete(key []byte) bool {
	if _, ok := t.Peek(key); !ok {
		return false
	}
	h := t.hash(key)
	t.remove(h, key)
	t.changed(h, key)
	return true
}

// remove takes a key out and leaves the pages of its value to the background.
func (t *Txn) remove(h uint64, key []byte) {
	t.keep(h, key)
	s := t.space(h, t.db)
	if rec, ok := t.find(s, h, key); ok {
		t.discard(s, rec)
		s.Delete(h, key)
	}
}

// Space is the space of a shard in the selected database, for commands that roam.
func (t *Txn) Space(sh *keyspace.Shard) *keyspace.Space { return sh.Space(t.db) }

// Shards is the number of shards.
func (t *Txn) Shards() int { return t.e.keys.Shards() }

// Len is the number of keys in a database, those that expired but were not met yet included, as in Redis.
func (e *Engine) Len(db int) int {
	keys, _ := e.keys.Len(db)
	return keys
}

// Expires is the number of keys in a database that have a time to live.
func (e *Engine) Expires(db int) int {
	_, expires := e.keys.Len(db)
	return expires
}

// FlushDB empties a database; the caller holds all locks. The memory is given back in the background.
func (t *Txn) FlushDB(db int) {
	t.flushed()
	t.flushDB(db)
}

// FlushAll is FlushDB for all databases.
func (t *Txn) FlushAll() {
	t.flushed()
	for db := range t.e.Databases() {
		t.flushDB(db)
	}
}

func (t *Txn) flushDB(db int) {
	t.touchAllWatched(db, noDB)
	t.changes += int64(t.e.Len(db)) // as Redis counts them
	t.signalAll(db)
	flushed := t.e.keys.Detach(db)
	if t.undo != nil {
		t.undo.keepFlushed(flushed)
		return
	}
	go flushed.Release()
}

// SwapDB exchanges two databases; the caller holds all locks.
func (t *Txn) SwapDB(a, b int) {
	t.touchAllWatched(a, b)
	t.touchAllWatched(b, a)
	t.e.keys.SwapDB(a, b)
	if t.undo != nil {
		t.undo.keepSwapped(a, b)
	}
	t.flushed()
	t.signalAll(a)
	t.signalAll(b)
}

// LogDelete logs the deletion of a key.
func (t *Txn) LogDelete(key []byte) { t.Log(delWord, key) }

// LogExpireAt logs a key's new time of expiry, or that it has none any more.
func (t *Txn) LogExpireAt(key []byte, at int64) {
	if at == 0 {
		t.Log([]byte("PERSIST"), key)
		return
	}
	var digits [20]byte
	t.Log([]byte("PEXPIREAT"), key, strconv.AppendInt(digits[:0], at, 10))
}

func appendSelect(dst []byte, db int) []byte {
	var digits [20]byte
	return resp.AppendCommand(dst, []byte("SELECT"), strconv.AppendInt(digits[:0], int64(db), 10))
}

// Look is Get without a mark of access, for commands that only ask about a key.
func (t *Txn) Look(key []byte) (keyspace.Record, bool) {
	rec, ok := t.Inspect(key)
	if !ok {
		t.Notify(event.Miss, "keymiss", key)
	}
	return rec, ok
}

// Inspect is Look for commands that ask how a key is stored: nobody is told if there is none.
func (t *Txn) Inspect(key []byte) (keyspace.Record, bool) {
	rec, ok := t.Peek(key)
	if ok {
		t.hits++
	} else {
		t.misses++
	}
	return rec, ok
}
