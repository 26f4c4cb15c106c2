package lsm

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

func expiring(at int64) []byte { return AppendRecordHeader(nil, Header{Kind: 1, ExpireAt: at}) }

func due(t *testing.T, s *Store, before int64) (keys []string) {
	t.Helper()
	must(t, s.Due(1, before, func(key, value []byte) bool {
		keys = append(keys, fmt.Sprintf("%s@%d", key, dueOf(value)))
		return true
	}))
	return keys
}

// TestDue changes expiries between flushes, so that what shadows an entry lies
// in another table.
func TestDue(t *testing.T) {
	s := openMem(t)
	steps := []struct {
		change func(b *Batch)
		before int64
		want   []string
		left   int // entries in the index up to before
	}{
		{func(b *Batch) {
			b.SetRecord(1, []byte("b"), expiring(10))
			b.SetRecord(1, []byte("a"), expiring(20))
			b.SetRecord(1, []byte("c"), expiring(30))
			b.SetRecord(2, []byte("other generation"), expiring(5))
		}, 20, []string{"b@10", "a@20"}, 2},
		{func(b *Batch) { b.SetRecord(1, []byte("b"), expiring(25)) }, 20, []string{"a@20"}, 1},
		{func(b *Batch) { b.SetRecord(1, []byte("a"), record("for ever")) }, 30, []string{"b@25", "c@30"}, 2},
		{func(b *Batch) { b.DeleteRecord(1, []byte("c")) }, 100, []string{"b@25"}, 1},
		{func(b *Batch) { b.SetRecord(1, []byte("c"), expiring(30)) }, 100, []string{"b@25", "c@30"}, 2},
		{func(b *Batch) { b.DropGeneration(1) }, 100, nil, 0},
		{func(b *Batch) { b.SetRecord(1, []byte("c"), expiring(30)) }, 100, []string{"c@30"}, 1},
	}
	for i, step := range steps {
		commit(t, s, Meta{}, step.change)
		if i%2 == 0 {
			must(t, s.Flush())
		}
		if got := due(t, s, step.before); !slices.Equal(got, step.want) {
			t.Errorf("step %d: %v, want %v", i, got, step.want)
		}
		if got := countDue(t, s, 1, step.before); got != step.left {
			t.Errorf("step %d: %d entries are left, want %d", i, got, step.left)
		}
	}
}

func TestDueStops(t *testing.T) {
	s := openMem(t)
	commit(t, s, Meta{}, func(b *Batch) {
		for n := range 10 {
			b.SetRecord(1, fmt.Append(nil, n), expiring(int64(n+1)))
		}
	})
	n := 0
	must(t, s.Due(1, 100, func(_, _ []byte) bool { n++; return n < 3 }))
	if n != 3 {
		t.Errorf("fn was called %d times", n)
	}
}

func TestDueReportsDamage(t *testing.T) {
	s := openMem(t)
	commit(t, s, Meta{}, func(b *Batch) {
		b.SetRecord(1, []byte("k"), expiring(10))
		b.SetRecord(1, []byte("k"), []byte("abc"))
	})
	if err := s.Due(1, 100, func(_, _ []byte) bool { return true }); !errors.Is(err, ErrCorrupt) {
		t.Errorf("got %v", err)
	}
}
