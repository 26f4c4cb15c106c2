package engine

import (
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/set"
)

// OpenSet opens a record's set. It is valid until the record changes or another set is opened.
func (t *Txn) OpenSet(key []byte, rec keyspace.Record) *set.Set {
	t.OpenSetIn(&t.views.set, key, rec)
	return &t.views.set
}

// OpenSetIn is OpenSet for those who need several at once.
func (t *Txn) OpenSetIn(s *set.Set, key []byte, rec keyspace.Record) {
	t.keepOpened(key)
	s.Open(t.Env(key), uint8(rec.Encoding()), rec.Value(), t.limits().Set)
}

// NewSet returns an empty set to be stored under a key by Create.
func (t *Txn) NewSet(key []byte) *set.Set {
	t.NewSetIn(&t.views.set, key)
	return &t.views.set
}

// NewSetIn is NewSet for those who need several at once.
func (t *Txn) NewSetIn(s *set.Set, key []byte) { s.New(t.Env(key), t.limits().Set) }
