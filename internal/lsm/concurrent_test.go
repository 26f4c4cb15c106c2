package lsm

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// TestConcurrent commits checkpoints that give all records the same value, while
// others flush, search for what is due, and read. No reader may see two values.
func TestConcurrent(t *testing.T) {
	const records, commits = 100, 60
	o := quiet(vfs.NewMem())
	o.MemTableBytes = 64 << 10
	s := open(t, o)
	done := make(chan struct{})
	var wg sync.WaitGroup
	while := func(do func(rng *rand.Rand) error) {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(1, 1))
			for {
				if err := do(rng); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	while(func(*rand.Rand) error { return s.Flush() })
	while(func(*rand.Rand) error { return s.Due(1, commits/2, func(_, _ []byte) bool { return true }) })
	while(func(rng *rand.Rand) error { _, _, err := s.Random(1, rng); return err })
	while(func(*rand.Rand) error { return seesOne(s.Records(1, nil, nil), 0) })
	while(func(*rand.Rand) error {
		snap := s.Snapshot()
		if err := seesOne(snap.Records(1, nil, nil), snap.Meta().LSN); err != nil {
			return err
		}
		return snap.Close()
	})
	b := s.NewBatch(0)
	for lsn := uint64(1); lsn <= commits; lsn++ {
		for n := range records {
			value := AppendRecordHeader(nil, Header{Access: uint32(lsn), ExpireAt: int64(lsn)})
			if lsn%3 == 0 {
				value = append(value, make([]byte, 1000)...) // above what the table in memory takes
			}
			b.SetRecord(1, fmt.Append(nil, n), value)
		}
		must(t, s.Commit(b, Meta{LSN: lsn, Databases: []Database{{Generation: 1, Keys: records, Expires: records}}}))
		b.Reset()
	}
	close(done)
	wg.Wait()
	must(t, s.Check())
	must(t, s.Close())
}

// seesOne walks to the end and back, and wants all records to be of one
// checkpoint: lsn, if that is not 0.
func seesOne(it *Iterator, lsn uint64) error {
	check := func() error {
		h, _, err := DecodeRecordHeader(it.Value())
		if err != nil {
			return err
		}
		if lsn == 0 {
			lsn = uint64(h.Access)
		}
		if uint64(h.Access) != lsn {
			return fmt.Errorf("record %s is of checkpoint %d, want %d", it.Key(), h.Access, lsn)
		}
		return nil
	}
	for ok := it.First(); ok; ok = it.Next() {
		if err := check(); err != nil {
			return err
		}
	}
	for ok := it.Last(); ok; ok = it.Prev() {
		if err := check(); err != nil {
			return err
		}
	}
	return it.Close()
}
