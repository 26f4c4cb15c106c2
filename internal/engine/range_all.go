package engine

import (
	"bytes"
	"slices"

	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// RangeAll is View.Range over the live keys of the selected database at this moment, for a unit that holds all locks and
// where nobody may wait for a view. It looks at every key in memory. fn must not change anything.
func (t *Txn) RangeAll(lower, upper []byte, backward bool, fn func(Entry) (more bool)) error {
	hot := t.hotKeys(lower, upper, backward)
	enough := false
	showHot := func() {
		enough = !t.showHot(hot[0], fn)
		hot = hot[1:]
	}
	err := t.rangeCold(lower, upper, backward, func(cold Entry) (more bool) {
		for !enough && len(hot) > 0 && bytes.Compare(hot[0], cold.Key) < 0 != backward {
			showHot()
		}
		enough = enough || !fn(cold)
		return !enough
	})
	for err == nil && !enough && len(hot) > 0 {
		showHot()
	}
	return err
}

// hotKeys returns the keys of a range that are in memory, in order or backwards.
func (t *Txn) hotKeys(lower, upper []byte, backward bool) [][]byte {
	const step = 1024
	var keys [][]byte
	gather := func(rec keyspace.Record) {
		key := rec.Key()
		if bytes.Compare(key, lower) >= 0 && (upper == nil || bytes.Compare(key, upper) < 0) {
			keys = append(keys, bytes.Clone(key))
		}
	}
	for i := range t.Shards() {
		s := t.Space(t.e.keys.Shard(i))
		for next := s.Scan(0, step, gather); next != 0; {
			next = s.Scan(next, step, gather)
		}
	}
	slices.SortFunc(keys, bytes.Compare)
	if backward {
		slices.Reverse(keys)
	}
	return keys
}

// showHot shows fn a key in memory, unless it has expired.
func (t *Txn) showHot(key []byte, fn func(Entry) (more bool)) (more bool) {
	h := t.e.keys.Hash(key)
	rec, found := t.space(h, t.db).Get(h, key)
	if !found || !t.IsLive(rec) {
		return true
	}
	return fn(Entry{
		Key: key, Type: rec.Type(), Encoding: rec.Encoding(), ExpireAt: rec.ExpireAt(), Value: rec.Value(),
	})
}

// rangeCold shows fn the live keys of a range that memory knows nothing of. The caller holds all locks.
func (t *Txn) rangeCold(lower, upper []byte, backward bool, fn func(Entry) (more bool)) error {
	if t.e.store == nil || !t.e.mayBeCold.Load() {
		return nil
	}
	it := t.e.store.Records(t.e.keys.Contents(t.db).Generation, lower, upper)
	defer it.Close()
	step, more := it.Next, it.First
	if backward {
		step, more = it.Prev, it.Last
	}
	for ok := more(); ok; ok = step() {
		h := t.e.keys.Hash(it.Key())
		if t.space(h, t.db).Knows(h, it.Key()) {
			continue
		}
		entry, err := entryOf(it.Key(), it.Value())
		if err != nil {
			return err
		}
		if entry.IsLive(t.now) && !fn(entry) {
			return nil
		}
	}
	return it.Error()
}
