package holdfast

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// Range says which keys to go through, and which way. The zero value means all keys in ascending order. Keys are
// ordered by their bytes.
type Range struct {
	Prefix   string // only keys that begin so
	From     string // only this key and those after it
	To       string // only keys before this one; empty is no bound
	Backward bool
}

// Entry is a key with what is known of it without another look.
type Entry struct {
	Key      string
	Type     string    // as the command TYPE names it
	Value    []byte    // of a string; nil for other types
	ExpireAt time.Time // zero for never
}

// Range goes through keys in order, as they are at the moment of the call: it is the Range of a Snapshot.
//
//	for entry, err := range db.Range(ctx, holdfast.Range{Prefix: "user:"}) {
//		if err != nil {
//			return err
//		}
//		...
//	}
//
// After an error there is nothing more.
func (db *DB) Range(ctx context.Context, r Range) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		snapshot, err := db.Snapshot(ctx)
		if err != nil {
			yield(Entry{}, err)
			return
		}
		defer snapshot.Close()
		for entry, err := range snapshot.Range(r) {
			if err == nil {
				err = ctx.Err()
			}
			if !yield(entry, err) || err != nil {
				return
			}
		}
	}
}

// bounds are the range's as the engine takes them. isEmpty tells that there can be no keys in it.
func (r Range) bounds() (lower, upper []byte, isEmpty bool) {
	lower, upper = []byte(max(r.Prefix, r.From)), engine.AfterPrefix([]byte(r.Prefix))
	if r.To != "" && (upper == nil || strings.Compare(r.To, string(upper)) < 0) {
		upper = []byte(r.To)
	}
	return lower, upper, upper != nil && string(lower) >= string(upper)
}

// entryOf copies an entry.
func entryOf(e engine.Entry) Entry {
	entry := Entry{Key: string(e.Key), Type: e.Type.String()}
	if e.Type == keyspace.TypeString {
		entry.Value = e.AppendText(make([]byte, 0, len(e.Value)))
	}
	if e.ExpireAt != 0 {
		entry.ExpireAt = time.UnixMilli(e.ExpireAt)
	}
	return entry
}
