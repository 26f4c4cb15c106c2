package holdfast

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// Snapshot is all data as it was at one moment; what happens later does not show. It is safe for concurrent use.
//
// To take one costs what has changed since the last was taken, or since the last checkpoint. While one is open, what is
// overwritten or deleted stays on disk, so close it soon.
type Snapshot struct{ pin *engine.Pin }

// Snapshot takes a snapshot. Everything that was acknowledged before is in it, and everything in it is durable.
func (db *DB) Snapshot(ctx context.Context) (*Snapshot, error) {
	pin, err := db.in.Snapshot(ctx)
	if err != nil {
		return nil, fmt.Errorf("holdfast: snapshot: %w", err)
	}
	return &Snapshot{pin}, nil
}

// Close lets the snapshot go. Whoever still reads it is told ErrClosed. It also goes when the database is closed.
func (s *Snapshot) Close() { s.pin.Close() }

// Get returns a string, or ErrNil if there was no such key. The slice is the caller's.
func (s *Snapshot) Get(key string) (value []byte, err error) {
	isString := true
	found, err := s.pin.Get(0, []byte(key), func(e engine.Entry) {
		isString = e.Type == keyspace.TypeString
		value = e.AppendText(make([]byte, 0, len(e.Value)))
	})
	switch {
	case err != nil:
		return nil, snapshotError(err)
	case !found:
		return nil, ErrNil
	case !isString:
		return nil, Error(command.ErrWrongType.Error())
	}
	return value, nil
}

// pageKeys is how many keys are read at a time.
const pageKeys = 256

// Range goes through keys in order. After an error there is nothing more.
func (s *Snapshot) Range(r Range) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		lower, upper, isEmpty := r.bounds()
		scan := s.pin.Scan(0, lower, upper, r.Backward)
		var page []Entry
		for more := !isEmpty; more; {
			var err error
			page = page[:0]
			more, err = scan.Next(pageKeys, func(e engine.Entry) { page = append(page, entryOf(e)) })
			for _, entry := range page {
				if !yield(entry, nil) {
					return
				}
			}
			if err != nil {
				yield(Entry{}, snapshotError(err))
				return
			}
		}
	}
}

func snapshotError(err error) error {
	if errors.Is(err, engine.ErrClosed) {
		err = ErrClosed
	}
	return fmt.Errorf("holdfast: snapshot: %w", err)
}
