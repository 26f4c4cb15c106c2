package engine

import (
	"bytes"

	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// PrefetchWindow is how many keys Prefetch takes at a time: as many cache misses overlap.
const PrefetchWindow = 16

// Prefetch brings the index and the records of keys that are about to be asked for, the first arguments of what comes
// next, towards the processor: first all buckets, then all records, so that the waits for memory overlap. The caller
// holds no locks. A shard that is not free is left out: a guess is no reason to wait, and the holder may be a slow
// script that has let this very goroutine serve others.
//
// It reports whether they are all about the same key, so that PrefetchElements can do more.
func (t *Txn) Prefetch(db int, next []resp.Peeked) (isSole bool) {
	var window [PrefetchWindow]uint64
	hashes := window[:0]
	next = next[:min(len(next), PrefetchWindow)]
	for i := range next {
		key := next[i].First
		if i > 0 && bytes.Equal(key, next[i-1].First) {
			continue // a pipeline on one key: it is there already
		}
		h := t.e.keys.Hash(key)
		hashes = append(hashes, h)
		sh := t.e.keys.Shard(t.e.keys.ShardOf(h))
		if sh.TryLock() {
			sh.Touch(db, h)
			sh.Unlock()
		}
	}
	if len(hashes) == 1 {
		return true
	}
	for _, h := range hashes {
		sh := t.e.keys.Shard(t.e.keys.ShardOf(h))
		if sh.TryLock() {
			sh.TouchRecord(db, h)
			sh.Unlock()
		}
	}
	return false
}

// PrefetchElements is Prefetch for commands that all have the same first argument: if that is a big collection with
// elements by name, the memory of those that the other arguments seem to name is asked for. In a sorted set they come
// last, behind their scores and in front of none; elsewhere they come first.
func (t *Txn) PrefetchElements(db int, next []resp.Peeked) {
	h := t.e.keys.Hash(next[0].First)
	sh := t.e.keys.Shard(t.e.keys.ShardOf(h))
	if !sh.TryLock() {
		return
	}
	defer sh.Unlock()
	s := sh.Space(db)
	rec, found := s.Get(h, next[0].First)
	if !found {
		return
	}
	env, enc, l := t.env(s), uint8(rec.Encoding()), t.limits()
	var names [PrefetchWindow]page.Item
	switch rec.Type() {
	case keyspace.TypeHash:
		t.views.hash.Open(env, enc, rec.Value(), l.Hash)
		t.views.hash.Prefetch(namesIn(names[:0], next))
	case keyspace.TypeSet:
		t.views.set.Open(env, enc, rec.Value(), l.Set)
		t.views.set.Prefetch(namesIn(names[:0], next))
	case keyspace.TypeZSet:
		t.views.zset.Open(env, enc, rec.Value(), l.ZSet)
		for i := range next {
			names[i] = page.Text(next[i].Last)
		}
		t.views.zset.Prefetch(names[:len(next)])
	}
}

// namesIn appends the second arguments.
func namesIn(dst []page.Item, next []resp.Peeked) []page.Item {
	for i := range next {
		dst = append(dst, page.Text(next[i].Second))
	}
	return dst
}
