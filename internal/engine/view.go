package engine

import (
	"bytes"
	"strconv"
	"sync"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/lsm"
)

// View is all databases as they were at one moment, with their keys in order. It is the store's snapshot of a
// checkpoint that may not be durable yet, so taking one costs what has changed since the last.
type View struct {
	snapshot *lsm.Snapshot
	meta     lsm.Meta
	takenAt  int64 // unix milliseconds

	mu   sync.Mutex // guards uses
	uses int
}

// sharedView keeps the latest view for those who are content with any, or with one that is new enough.
type sharedView struct {
	mu     sync.Mutex // guards latest
	latest *View
}

// keepViewMillis is how long a view that nobody uses is kept for the next: it keeps old bytes on disk.
const keepViewMillis = 2000

// View returns a view of what the log has up to now, or a newer one. The caller holds no locks, and releases it.
func (e *Engine) View() (*View, error) {
	if e.store == nil {
		return nil, ErrNoStore
	}
	want := e.log.Appended()
	if v := e.LatestView(); v != nil {
		if v.LSN() >= want {
			return v, nil
		}
		v.Release()
	}
	e.checkpoints.running.Lock()
	defer e.checkpoints.running.Unlock()
	if v := e.LatestView(); v != nil { // somebody else was quicker
		if v.LSN() >= want {
			return v, nil
		}
		v.Release()
	}
	if e.log.Appended() > e.LastCheckpoint() || e.checkpoints.stuck != nil {
		if _, err := e.commitCheckpoint(); err != nil {
			return nil, err
		}
	}
	v := &View{snapshot: e.store.Snapshot(), takenAt: e.clock.NowMillis(), uses: 2}
	v.meta = v.snapshot.Meta()
	e.shareView(v)
	return v, nil
}

// LatestView returns the view that was taken last, nil if there is none any more. The caller releases it.
func (e *Engine) LatestView() *View {
	e.shared.mu.Lock()
	defer e.shared.mu.Unlock()
	if e.shared.latest != nil {
		e.shared.latest.Retain()
	}
	return e.shared.latest
}

// shareView makes v, or nothing, the latest view.
func (e *Engine) shareView(v *View) {
	e.shared.mu.Lock()
	old := e.shared.latest
	e.shared.latest = v
	e.shared.mu.Unlock()
	if old != nil {
		old.Release()
	}
}

// dropOldView lets the latest view go when it was taken long ago.
func (e *Engine) dropOldView(now int64) {
	v := e.LatestView()
	if v == nil {
		return
	}
	defer v.Release()
	if now-v.takenAt > keepViewMillis {
		e.shareView(nil)
	}
}

// Retain lets the view live until one more Release.
func (v *View) Retain() {
	v.mu.Lock()
	v.uses++
	v.mu.Unlock()
}

// Release ends a use of the view.
func (v *View) Release() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.uses--; v.uses == 0 {
		_ = v.snapshot.Close() // of a snapshot there is nothing to lose
	}
}

// LSN is up to where the view shows what the log has.
func (v *View) LSN() commitlog.LSN { return commitlog.LSN(v.meta.LSN) }

// Entry is a key as a view has it. Key and Value are valid until the next one.
type Entry struct {
	Key      []byte
	Type     keyspace.Type
	Encoding keyspace.Encoding
	ExpireAt int64
	Value    []byte // of a string; of other types what their record holds
}

// IsLive reports whether the key had not expired at a time.
func (e Entry) IsLive(nowMillis int64) bool { return e.ExpireAt == 0 || e.ExpireAt >= nowMillis }

// AppendText appends a string as clients see it.
func (e Entry) AppendText(dst []byte) []byte {
	if e.Encoding == keyspace.EncInt {
		return strconv.AppendInt(dst, keyspace.DecodeInt(e.Value), 10)
	}
	return append(dst, e.Value...)
}

// Range shows fn the keys of a database from lower on and below upper, in order or backwards, until it has had
// enough. A nil bound is none.
func (v *View) Range(db int, lower, upper []byte, backward bool, fn func(Entry) (more bool)) error {
	if db >= len(v.meta.Databases) {
		return nil
	}
	it := v.snapshot.Records(v.meta.Databases[db].Generation, lower, upper)
	defer it.Close()
	step, ok := it.Next, it.First
	if backward {
		step, ok = it.Prev, it.Last
	}
	for more := ok(); more; more = step() {
		entry, err := entryOf(it.Key(), it.Value())
		if err != nil {
			return err
		}
		if !fn(entry) {
			return nil
		}
	}
	return it.Error()
}

// get finds a key, expired or not.
func (v *View) get(db int, key []byte) (entry Entry, found bool, err error) {
	if db >= len(v.meta.Databases) {
		return entry, false, nil
	}
	stored, found, err := v.snapshot.Record(v.meta.Databases[db].Generation, key, nil)
	if err != nil || !found {
		return entry, false, err
	}
	entry, err = entryOf(key, stored)
	return entry, err == nil, err
}

func entryOf(key, stored []byte) (Entry, error) {
	header, value, err := lsm.DecodeRecordHeader(stored)
	return Entry{
		Key: key, Type: keyspace.Type(header.Kind >> 4), Encoding: keyspace.Encoding(header.Kind & 15),
		ExpireAt: header.ExpireAt, Value: value,
	}, err
}

// AfterPrefix returns the least key that is after all keys with a prefix, nil if there is none.
func AfterPrefix(prefix []byte) []byte {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] != 0xff {
			after := bytes.Clone(prefix[:i+1])
			after[i]++
			return after
		}
	}
	return nil
}
