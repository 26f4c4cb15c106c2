package engine

import (
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/list"
)

// OpenList opens a record's list. It is valid until the record changes or another list is opened.
func (t *Txn) OpenList(key []byte, rec keyspace.Record) *list.List {
	t.keepOpened(key)
	t.views.list.Open(t.Env(key), uint8(rec.Encoding()), rec.Value(), t.limits().List)
	return &t.views.list
}

// NewList returns an empty list to be stored under a key by Create.
func (t *Txn) NewList(key []byte) *list.List {
	t.views.list.New(t.Env(key), t.limits().List)
	return &t.views.list
}
