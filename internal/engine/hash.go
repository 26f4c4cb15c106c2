package engine

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value"
	"github.com/holdfast-db/holdfast/internal/value/hash"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// OpenHash opens a record's hash after it has removed the fields whose time has come. That may have changed the
// record, so it returns the one to go on with; found is false if no field was left, and the hash is an empty one
// then. The hash is valid until the record changes or another hash is opened.
func (t *Txn) OpenHash(key []byte, rec keyspace.Record) (h *hash.Hash, current keyspace.Record, found bool) {
	t.keepOpened(key)
	h = t.viewHash(key, rec)
	if at := h.NextExpiry(); at == 0 || at > t.now || t.replaying {
		return h, rec, true
	}
	t.expireFields(key, rec, h, math.MaxInt)
	if rec, found = t.Peek(key); !found {
		return t.NewHash(key), rec, false
	}
	return t.viewHash(key, rec), rec, true
}

// NewHash returns an empty hash to be stored under a key by Create.
func (t *Txn) NewHash(key []byte) *hash.Hash {
	t.views.hash.New(t.Env(key), t.limits().Hash)
	return &t.views.hash
}

func (t *Txn) viewHash(key []byte, rec keyspace.Record) *hash.Hash {
	t.views.hash.Open(t.Env(key), uint8(rec.Encoding()), rec.Value(), t.limits().Hash)
	return &t.views.hash
}

// expireFields removes and logs fields of a hash whose time has come: all, or some more than limit.
func (t *Txn) expireFields(key []byte, rec keyspace.Record, h *hash.Hash, limit int) {
	t.keep(t.hash(key), key)
	h.DeleteExpired(t.now, limit, func(e page.Entry) {
		var digits [20]byte
		t.LogAs("HDEL", key, e.Key.View(digits[:]))
		t.e.Stats.ExpiredFields.Add(1)
	})
	t.Update(key, rec, h)
	t.Notify(event.Hash, "hexpired", key)
	if h.Len() == 0 {
		t.Notify(event.Generic, "del", key)
	}
}

// setAlarm lets the background look at a key again when something in its value is due: a field of a hash, or an entry of
// a stream.
func (t *Txn) setAlarm(key []byte, v value.Value) {
	switch v.(type) {
	case *hash.Hash, *stream.Stream:
		t.space(t.hash(key), t.db).SetAlarm(key, nextExpiry(v))
	}
}

// nextExpiry is when something inside a collection is due, 0 for never.
func nextExpiry(v value.Value) int64 {
	switch v := v.(type) {
	case *hash.Hash:
		return v.NextExpiry()
	case *stream.Stream:
		return v.NextDue(0)
	}
	return 0
}

// expireFieldsIn removes about a batch of due fields from a space of the selected database, sees to its streams, and
// reports whether there is more.
func (t *Txn) expireFieldsIn(s *keyspace.Space) (more bool) {
	for range expireBatchKeys {
		name, due := s.DueAlarm(t.now)
		if !due {
			return false
		}
		key := []byte(name)
		rec, found := t.Peek(key)
		if found && rec.Type() == keyspace.TypeStream {
			if t.seeToStream(key, rec) {
				return true
			}
			continue
		}
		if !found || rec.Type() != keyspace.TypeHash {
			s.SetAlarm(key, 0)
			continue
		}
		t.expireFields(key, rec, t.viewHash(key, rec), expireBatchFields)
	}
	return true
}
