package engine

import (
	"fmt"

	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
)

// DeleteUnloaded is Delete, but does not bring into memory what is on disk only: for whoever deletes many keys. If it
// fails, it has changed nothing.
func (t *Txn) DeleteUnloaded(key []byte) (bool, error) {
	h := t.hash(key)
	s := t.space(h, t.db)
	if s.Knows(h, key) {
		return t.Delete(key), nil
	}
	stored, found, err := t.e.store.Record(s.Generation(), key, t.fetched[:0])
	if err != nil {
		return false, &StoreError{err}
	}
	t.fetched = stored
	if !found {
		return false, nil
	}
	entry, err := entryOf(key, stored)
	if err != nil {
		return false, &StoreError{fmt.Errorf("key %q: %w", key, err)}
	}
	return t.buryCold(s, h, entry), nil
}

// buryCold deletes a key that is on disk only, and reports whether it was live.
func (t *Txn) buryCold(s *keyspace.Space, h uint64, entry Entry) bool {
	if v, ok := t.openBytes(s, entry.Type, uint8(entry.Encoding), entry.Value); ok {
		v.EachContainer((*page.Pages).Abandon)
	}
	s.Bury(h, entry.Key, entry.ExpireAt != 0)
	t.changed(h, entry.Key)
	if entry.IsLive(t.now) {
		return true
	}
	t.Log(delWord, entry.Key)
	t.e.Stats.Expired.Add(1)
	return false
}
