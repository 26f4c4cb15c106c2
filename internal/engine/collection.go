package engine

import (
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value"
)

// Env is what a collection under a key needs to reach its pages.
func (t *Txn) Env(key []byte) page.Env {
	return t.env(t.space(t.hash(key), t.db))
}

func (t *Txn) env(s *keyspace.Space) page.Env {
	return page.Env{Arena: s.Arena(), Seed: t.e.seed, Epoch: s.Epoch()}
}

// open opens a record's collection; a string is none.
func (t *Txn) open(s *keyspace.Space, rec keyspace.Record) (value.Value, bool) {
	switch rec.Type() {
	default:
		return nil, false
	}
}

// Create stores a new collection under a key, replacing what was there, without an expiry.
func (t *Txn) Create(key []byte, typ keyspace.Type, v value.Value) keyspace.Record {
	t.scratch = v.AppendValue(t.scratch[:0])
	return t.Set(key, typ, keyspace.Encoding(v.Encoding()), t.scratch, 0)
}

// Update stores a collection that was opened from rec and has changed, or deletes the key if it is empty now. An
// update that is a deletion is not logged: whoever replays the change deletes it too.
func (t *Txn) Update(key []byte, rec keyspace.Record, v value.Value) {
	h := t.hash(key)
	s := t.space(h, t.db)
	if v.Len() == 0 {
		if v.HasPages() {
			s.Discard(v)
		}
		s.Delete(h, key)
		t.changed(h, key)
		return
	}
	t.scratch = v.AppendValue(t.scratch[:0])
	s.Set(h, key, rec.Type(), keyspace.Encoding(v.Encoding()), t.scratch, rec.ExpireAt())
	t.changed(h, key)
}

// discard leaves the pages of a record that is about to go to the background.
func (t *Txn) discard(s *keyspace.Space, rec keyspace.Record) {
	if rec.Type() == keyspace.TypeString {
		return
	}
	if v, ok := t.open(s, rec); ok && v.HasPages() {
		s.Discard(v)
	}
}

// CopyRecord stores a record's value and expiry under another key, in any database. The shard of that key is locked.
func (t *Txn) CopyRecord(rec keyspace.Record, db int, key []byte) {
	from := t.space(t.hash(rec.Key()), t.db)
	defer t.Select(t.db)
	t.Select(db)
	v, ok := t.open(from, rec)
	if !ok {
		t.Set(key, rec.Type(), rec.Encoding(), rec.Value(), rec.ExpireAt())
		return
	}
	copied := v
	if v.HasPages() {
		copied = v.CopyTo(t.Env(key))
	}
	bytes := copied.AppendValue(nil)
	t.Set(key, rec.Type(), keyspace.Encoding(copied.Encoding()), bytes, rec.ExpireAt())
}

// EncodingName is what OBJECT ENCODING answers for a record.
func (t *Txn) EncodingName(rec keyspace.Record) string {
	if v, ok := t.open(t.space(t.hash(rec.Key()), t.db), rec); ok {
		return v.EncodingName()
	}
	return rec.Encoding().String()
}

// MemoryUsage is how many bytes a record takes, the pages of its value included.
func (t *Txn) MemoryUsage(rec keyspace.Record) int64 {
	s := t.space(t.hash(rec.Key()), t.db)
	n := int64(s.MemoryUsage(rec))
	if v, ok := t.open(s, rec); ok {
		n += int64(v.Bytes())
	}
	return n
}

// garbageBatchPages is how many pages are freed under one hold of a shard's lock: about a tenth of a millisecond.
const garbageBatchPages = 256

// collectGarbage frees pages of deleted values in every database of a shard and reports whether there are more.
func (e *Engine) collectGarbage(shard int) (more bool) {
	sh := e.keys.Shard(shard)
	sh.Lock()
	defer sh.Unlock()
	sh.Each(func(_ int, s *keyspace.Space) { more = s.CollectGarbage(garbageBatchPages) || more })
	return more
}
