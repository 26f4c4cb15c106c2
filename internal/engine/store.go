package engine

import (
	"fmt"
	"math"

	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/lsm"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value"
)

// KeyspaceOptions returns what a keyspace has to be made with for an engine to go on from the store's last checkpoint.
// A nil store means that nothing is ever written there.
func KeyspaceOptions(store *lsm.Store, databases, shards int) keyspace.Options {
	o := keyspace.Options{Databases: databases, Shards: shards, Untracked: store == nil}
	if store == nil {
		return o
	}
	if meta, found := store.Meta(); found {
		o.NextGeneration = meta.NextGeneration
		for _, d := range meta.Databases {
			o.Stored = append(o.Stored, keyspace.Stored{Generation: d.Generation, Keys: d.Keys, Expires: d.Expires})
		}
	}
	return o
}

// StoreError is the panic of a unit that could not read from the store what it needs. Sessions turn it into a reply.
type StoreError struct{ Err error }

func (e *StoreError) Error() string { return "cannot read from disk: " + e.Err.Error() }

// Unwrap implements the interface of package errors.
func (e *StoreError) Unwrap() error { return e.Err }

// find finds a record, expired or not, and brings it into memory if need be.
func (t *Txn) find(s *keyspace.Space, h uint64, key []byte) (keyspace.Record, bool) {
	rec, ok := s.Get(h, key)
	if ok || s.IsWhole() {
		return rec, ok
	}
	return t.fetch(s, h, key)
}

// findIn is find in any database.
func (t *Txn) findIn(db int, h uint64, key []byte) (keyspace.Record, bool) {
	defer t.Select(t.db)
	t.Select(db)
	return t.find(t.space(h, db), h, key)
}

// fetch brings a record from the store into memory, if there is one that memory does not know of.
func (t *Txn) fetch(s *keyspace.Space, h uint64, key []byte) (keyspace.Record, bool) {
	if s.Knows(h, key) {
		return keyspace.Record{}, false
	}
	stored, found, err := t.stored(s, key)
	if err != nil {
		panic(&StoreError{err})
	}
	if !found {
		return keyspace.Record{}, false
	}
	rec, err := t.e.load(s, h, key, stored)
	if err != nil {
		panic(&StoreError{fmt.Errorf("key %q: %w", key, err)})
	}
	t.e.Stats.Loaded.Add(1)
	return t.expireLoaded(s, h, key, rec)
}

// expireLoaded removes what has become due inside a record while it was on disk, where nobody looks for it.
func (t *Txn) expireLoaded(s *keyspace.Space, h uint64, key []byte, rec keyspace.Record) (keyspace.Record, bool) {
	if rec.Type() != keyspace.TypeHash || t.replaying || !t.e.ActiveExpire() || t.mode&ReadsOnly != 0 && t.e.isFull.Load() {
		return rec, true
	}
	if at := s.Alarm(key); at == 0 || at > t.now {
		return rec, true
	}
	t.expireFields(key, rec, t.viewHash(key, rec), math.MaxInt)
	return s.Get(h, key)
}

// load puts a record as the store has it into memory.
func (e *Engine) load(s *keyspace.Space, h uint64, key, stored []byte) (keyspace.Record, error) {
	header, bytes, err := lsm.DecodeRecordHeader(stored)
	if err != nil {
		return keyspace.Record{}, err
	}
	rec := s.Load(h, keyspace.Loaded{
		Key: key, Value: bytes, Type: keyspace.Type(header.Kind >> 4), Encoding: keyspace.Encoding(header.Kind & 15),
		Access: header.Access, ExpireAt: header.ExpireAt,
	})
	if v, ok := e.openRecord(s, rec); ok {
		v.EachContainer((*page.Pages).Attach)
		copy(rec.Value(), v.AppendValue(nil))
	}
	if header.AlarmAt != 0 {
		s.SetAlarm(key, header.AlarmAt)
	}
	return rec, nil
}

// openRecord opens a record's collection outside of any unit: for what moves it between memory and disk.
func (e *Engine) openRecord(s *keyspace.Space, rec keyspace.Record) (value.Value, bool) {
	env := page.Env{Arena: s.Arena(), Seed: e.seed, Generation: s.Generation()}
	return openValue(env, e.limits.Load(), rec.Type(), uint8(rec.Encoding()), rec.Value())
}

// ColdPage is the panic of a patient unit that met a page which is on disk only, before it had changed anything.
type ColdPage struct{ key fetchKey }

// BePatient lets the unit be broken off by a ColdPage, so that nobody waits for the disk under its locks.
func (t *Txn) BePatient() { t.patient = true }

// loadPage reads a page of a container from the store.
func (t *Txn) loadPage(generation uint32, container uint64, n page.Number) []byte {
	if k := (fetchKey{generation: generation, container: container, page: n}); t.patient && !t.HasChanged() && k != t.awaited {
		panic(&ColdPage{k})
	}
	stored, err := t.e.store.Page(generation, container, uint32(n), t.fetched[:0])
	if err != nil {
		panic(&StoreError{err})
	}
	t.fetched = stored
	p, err := page.Unsqueeze(nil, stored)
	if err != nil {
		panic(&StoreError{err})
	}
	t.e.Stats.LoadedPages.Add(1)
	return p
}

// eachStored shows fn which pages of a container the store has. Who asks can do without an answer, so that an error is left
// to those who cannot.
func (t *Txn) eachStored(generation uint32, container uint64, from, to page.Number, fn func(page.Number)) bool {
	return t.e.store.EachPage(generation, container, uint32(from), uint32(to), func(n uint32) { fn(page.Number(n)) }) == nil
}

// settleBacking hands on what the unit has to tell the next checkpoint. Its locks are still held.
func (t *Txn) settleBacking() {
	b := &t.backing
	if !b.Changed {
		return
	}
	b.Changed = false
	t.e.dirtyBytes.Add(b.DirtyBytes)
	b.DirtyBytes = 0
	if len(b.Abandoned) > 0 {
		t.e.abandon(b.Abandoned)
		b.Abandoned = b.Abandoned[:0]
	}
}
