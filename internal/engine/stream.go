package engine

import (
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// OpenStream opens a record's stream. It is valid until the record changes or another stream is opened.
func (t *Txn) OpenStream(key []byte, rec keyspace.Record) *stream.Stream {
	t.keepOpened(key)
	t.views.stream.Open(t.Env(key), rec.Value())
	return &t.views.stream
}

// NewStream returns an empty stream to be stored under a key by Create.
func (t *Txn) NewStream(key []byte) *stream.Stream {
	t.views.stream.New(t.Env(key))
	return &t.views.stream
}

// UpdateQuietly is Update for what a group does: it reads, and those who watch a stream or wait for it need not look
// again whenever somebody has read from it.
func (t *Txn) UpdateQuietly(key []byte, rec keyspace.Record, s *stream.Stream) {
	h := t.hash(key)
	if !s.ChangesHeadOnly(rec.Value()) {
		t.replace(h, key, rec, s)
		return
	}
	t.scratch = s.AppendHead(t.scratch[:0])
	copy(rec.Value(), t.scratch)
	t.space(h, t.db).MarkDirty(h, rec)
	t.setAlarm(key, s)
}

// OpenStreamTail opens the end of a record's stream, where entries may be added. It reports false where that takes more.
func (t *Txn) OpenStreamTail(key []byte, rec keyspace.Record) (stream.Tail, bool) {
	t.keepOpened(key)
	return stream.OpenTail(rec.Value())
}

// UpdatedInPlace is Update after the value's bytes in the record were changed themselves.
func (t *Txn) UpdatedInPlace(key []byte, rec keyspace.Record) {
	h := t.hash(key)
	t.space(h, t.db).MarkDirty(h, rec)
	t.changed(h, key)
}
