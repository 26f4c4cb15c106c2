package lsm

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"github.com/holdfast-db/holdfast/internal/page"
)

// Check reads everything: all tables with their checksums and the order of
// their keys, Meta, the header of every record and page, whether there are as
// many records as Meta says, and whether the index knows all that expire. It tells the first thing that is wrong, and
// where. It takes a snapshot; the store may be used meanwhile.
func (s *Store) Check() error {
	if err := s.db.CheckLevels(nil); err != nil {
		return readError("check tables", err)
	}
	snap := s.Snapshot()
	return errors.Join(snap.check(), snap.Close())
}

func (s *Snapshot) check() error {
	it, err := s.snap.NewIter(nil)
	if err != nil {
		return readError("check", err)
	}
	c := census{records: make(map[uint32]Database), timed: make(map[uint32]int64), indexed: make(map[uint32]int64)}
	for ok := it.First(); ok && err == nil; ok = it.Next() {
		err = s.checkEntry(it, c)
	}
	if iterErr := errors.Join(it.Error(), it.Close()); err == nil && iterErr != nil {
		err = readError("check", iterErr)
	}
	if err != nil {
		return err
	}
	return c.compare(s.meta.Databases)
}

// checkEntry checks what it stands on and counts it.
func (s *Snapshot) checkEntry(it *pebble.Iterator, c census) error {
	value, err := it.ValueAndErr()
	if err != nil {
		return readError(fmt.Sprintf("check key %q", it.Key()), err)
	}
	key, err := decodeKey(it.Key())
	if err != nil {
		return err
	}
	switch key.kind {
	case keyMeta:
		_, err = DecodeMeta(value)
	case keyRecord:
		var h Header
		if h, _, err = DecodeRecordHeader(value); err != nil {
			return fmt.Errorf("record %q of generation %d: %w", key.record, key.gen, err)
		}
		c.count(key.gen, h)
	case keyPage:
		if err = checkPage(value); err != nil {
			return fmt.Errorf("page %d of container %d in generation %d: %w", key.number, key.container, key.gen, err)
		}
	case keyDue:
		var ok bool
		if _, ok, err = s.agrees(it.Key(), nil); ok {
			c.indexed[key.gen]++
		}
	}
	return err
}

// census counts the records of every generation, and the entries of the index
// that agree with one.
type census struct {
	records map[uint32]Database
	timed   map[uint32]int64 // records that the index must have
	indexed map[uint32]int64
}

func (c census) count(gen uint32, h Header) {
	d := c.records[gen]
	d.Generation = gen
	d.Keys++
	if h.ExpireAt != 0 {
		d.Expires++
	}
	if h.DueAt() != 0 {
		c.timed[gen]++
	}
	c.records[gen] = d
}

func (c census) compare(databases []Database) error {
	for i, want := range databases {
		if got := c.records[want.Generation]; got.Keys != want.Keys || got.Expires != want.Expires {
			return fmt.Errorf("%w: database %d (generation %d) has %d records, %d with an expiry; there should be %d and %d",
				ErrCorrupt, i, want.Generation, got.Keys, got.Expires, want.Keys, want.Expires)
		}
	}
	for gen := range c.records {
		if n := c.indexed[gen]; n != c.timed[gen] {
			return fmt.Errorf("%w: generation %d has %d records with a time, the index %d", ErrCorrupt, gen, c.timed[gen], n)
		}
	}
	return nil
}

func checkPage(b []byte) error {
	if len(b) < page.HeaderLen {
		return fmt.Errorf("%w: page of %d bytes", ErrCorrupt, len(b))
	}
	p := page.Page(b)
	switch p.Kind() {
	case page.KindBlob: // has a length of its own
		return nil
	case page.KindMap, page.KindDir, page.KindLeaf, page.KindInner:
		if p.Used() >= page.HeaderLen && p.Used() <= len(p) {
			return nil
		}
		return fmt.Errorf("%w: page of %d bytes uses %d", ErrCorrupt, len(p), p.Used())
	case page.KindSqueezed:
		if _, err := page.Unsqueeze(nil, b); err != nil {
			return fmt.Errorf("%w: %w", ErrCorrupt, err)
		}
		return nil
	default:
		return fmt.Errorf("%w: page of kind %#x", ErrCorrupt, p.Kind())
	}
}
