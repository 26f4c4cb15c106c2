package engine

import (
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value"
	"github.com/holdfast-db/holdfast/internal/value/hash"
	"github.com/holdfast-db/holdfast/internal/value/list"
	"github.com/holdfast-db/holdfast/internal/value/set"
	"github.com/holdfast-db/holdfast/internal/value/stream"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

// views are a transaction's opened collections, one of a type, so that opening one does not allocate.
type views struct {
	hash   hash.Hash
	list   list.List
	set    set.Set
	stream stream.Stream
	zset   zset.ZSet
}

// Limits say when small collections of each type move to containers of pages.
type Limits struct {
	Hash hash.Limits
	List list.Limits
	Set  set.Limits
	ZSet zset.Limits
}

// DefaultLimits are those of Redis.
func DefaultLimits() Limits {
	return Limits{Hash: hash.DefaultLimits(), List: list.DefaultLimits(), Set: set.DefaultLimits(), ZSet: zset.DefaultLimits()}
}

// SetLimits changes the limits for what changes from now on.
func (e *Engine) SetLimits(l Limits) { e.limits.Store(&l) }

// Env is what a collection under a key needs to reach its pages.
func (t *Txn) Env(key []byte) page.Env {
	return t.env(t.space(t.hash(key), t.db))
}

func (t *Txn) env(s *keyspace.Space) page.Env {
	return page.Env{Arena: s.Arena(), Seed: t.e.seed, Generation: s.Generation(), Backing: &t.backing}
}

// open opens a record's collection; a string is none.
func (t *Txn) open(s *keyspace.Space, rec keyspace.Record) (value.Value, bool) {
	return t.openBytes(s, rec.Type(), uint8(rec.Encoding()), rec.Value())
}

// openBytes is open for what is not in a record, or not yet.
func (t *Txn) openBytes(s *keyspace.Space, typ keyspace.Type, enc uint8, bytes []byte) (value.Value, bool) {
	return openValue(t.env(s), t.limits(), typ, enc, bytes)
}

// openValue opens a collection of any type; a string is none.
func openValue(env page.Env, l *Limits, typ keyspace.Type, enc uint8, bytes []byte) (value.Value, bool) {
	switch typ {
	case keyspace.TypeHash:
		h := new(hash.Hash)
		h.Open(env, enc, bytes, l.Hash)
		return h, true
	case keyspace.TypeList:
		m := new(list.List)
		m.Open(env, enc, bytes, l.List)
		return m, true
	case keyspace.TypeSet:
		m := new(set.Set)
		m.Open(env, enc, bytes, l.Set)
		return m, true
	case keyspace.TypeStream:
		m := new(stream.Stream)
		m.Open(env, bytes)
		return m, true
	case keyspace.TypeZSet:
		z := new(zset.ZSet)
		z.Open(env, enc, bytes, l.ZSet)
		return z, true
	default:
		return nil, false
	}
}

func (t *Txn) limits() *Limits { return t.e.limits.Load() }

// Create stores a new collection under a key, replacing what was there, without an expiry.
func (t *Txn) Create(key []byte, typ keyspace.Type, v value.Value) keyspace.Record {
	t.scratch = v.AppendValue(t.scratch[:0])
	rec := t.Set(key, typ, keyspace.Encoding(v.Encoding()), t.scratch, 0)
	t.setAlarm(key, v)
	return rec
}

// Update stores a collection that was opened from rec and has changed, or deletes the key if it is empty now; streams
// may be empty. An update that is a deletion is not logged: whoever replays the change deletes it too.
func (t *Txn) Update(key []byte, rec keyspace.Record, v value.Value) {
	h := t.hash(key)
	t.replace(h, key, rec, v)
	t.changed(h, key)
}

// replace is Update without telling anybody.
func (t *Txn) replace(h uint64, key []byte, rec keyspace.Record, v value.Value) {
	s, typ, expireAt := t.space(h, t.db), rec.Type(), rec.ExpireAt()
	t.scratch = v.AppendValue(t.scratch[:0])
	if v.Len() == 0 && typ != keyspace.TypeStream {
		t.discardBytes(s, typ, v.Encoding(), t.scratch)
		s.Delete(h, key)
		return
	}
	if enc := keyspace.Encoding(v.Encoding()); enc == rec.Encoding() && len(t.scratch) == len(rec.Value()) {
		copy(rec.Value(), t.scratch) // as most changes of a big collection: only its root is here
		s.MarkDirty(h, rec)
	} else {
		s.Set(h, key, typ, enc, t.scratch, expireAt)
	}
	t.setAlarm(key, v)
}

// discard leaves the pages of a record that is about to go to the background.
func (t *Txn) discard(s *keyspace.Space, rec keyspace.Record) {
	t.discardBytes(s, rec.Type(), uint8(rec.Encoding()), rec.Value())
}

// discardBytes is discard for what a record held.
func (t *Txn) discardBytes(s *keyspace.Space, typ keyspace.Type, enc uint8, bytes []byte) {
	if typ == keyspace.TypeString {
		return
	}
	if v, ok := t.openBytes(s, typ, enc, bytes); ok {
		v.EachContainer(func(p *page.Pages) {
			p.Abandon()
			s.Discard(p)
			t.e.hasGarbage.Store(true)
		})
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
	v.EachContainer(func(*page.Pages) {
		if copied == v {
			copied = v.CopyTo(t.Env(key))
		}
	})
	typ := rec.Type()
	t.Set(key, typ, keyspace.Encoding(copied.Encoding()), copied.AppendValue(nil), rec.ExpireAt())
	t.setAlarm(key, copied)
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

// collectGarbage frees pages of deleted values in every database of a shard and reports whether there are more. It is not
// done where a script holds the shard.
func (e *Engine) collectGarbage(shard int) (more, done bool) {
	done = e.WithShard(shard, func() {
		e.keys.Shard(shard).Each(func(_ int, s *keyspace.Space) { more = s.CollectGarbage(garbageBatchPages) || more })
		e.account(shard)
	})
	return more, done
}
