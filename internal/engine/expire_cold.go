package engine

import (
	"bytes"
	"time"
)

const (
	// coldExpiryInterval is how often the store is asked for what is due, unless something has just left memory.
	coldExpiryInterval = time.Second
	// coldExpiryKeys is how many keys of a database one round removes at most.
	coldExpiryKeys = 1000
	// coldExpiryLooks is how many due keys it looks at: those among them that memory has already removed stay in the
	// store until the next checkpoint.
	coldExpiryLooks = 20_000
)

// expireCold removes keys that are due and on disk only, and brings those into memory in which something is due.
func (e *Engine) expireCold(t *Txn, now int64) {
	evictions := e.evictions.Load()
	if !e.mayBeCold.Load() || now-e.coldExpiredAt < coldExpiryInterval.Milliseconds() && evictions == e.coldExpiredTo {
		return
	}
	e.coldExpiredAt, e.coldExpiredTo = now, evictions
	for db := range e.keys.Databases() {
		if c := e.keys.Contents(db); c.ColdKeys() == 0 || e.log.Reserve(expireReserveBytes) != nil {
			continue
		}
		if err := e.expireColdIn(t, db, now); err != nil {
			e.logger.Error("cannot look for keys that are due", "database", db, "error", err)
		}
	}
}

// expireColdIn is expireCold for one database.
func (e *Engine) expireColdIn(t *Txn, db int, now int64) (err error) {
	defer catchStoreError(&err)
	defer t.Commit() // of the unit that could not read
	var due [][]byte
	looks := 0
	t.Begin(db, now, NoTouch)
	err = e.store.Due(e.keys.Contents(db).Generation, now, func(key, _ []byte) (more bool) {
		looks++
		if t.LockKey(key) != nil {
			return false // a slow script is in the way
		}
		if h := t.hash(key); !t.space(h, db).Knows(h, key) {
			due = append(due, bytes.Clone(key))
		}
		t.Commit()
		return len(due) < coldExpiryKeys && looks < coldExpiryLooks
	})
	for _, key := range due {
		t.Begin(db, now, NoTouch)
		if t.LockKey(key) != nil {
			break
		}
		t.Peek(key) // which finds that it has expired, or sets its alarm off
		t.Commit()
	}
	t.FlushStats()
	return err
}
