package keyspace

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func scanAll(s *Space, count int, between func()) map[string]int {
	seen := map[string]int{}
	for cursor := uint64(0); ; between() {
		cursor = s.Scan(cursor, count, func(rec Record) { seen[string(rec.Key())]++ })
		if cursor == 0 {
			return seen
		}
	}
}

// Whatever comes and goes during a scan, a key that stays is seen exactly once.
func TestScanWhileChanging(t *testing.T) {
	for _, c := range []struct{ stay, churn, count int }{{0, 0, 10}, {1, 50, 1}, {20, 500, 3}, {300, 40, 10}, {2000, 200, 100}} {
		s := newTestSpace(t)
		rnd := rand.New(rand.NewPCG(5, 6))
		for i := range c.stay {
			set(s, fmt.Sprint("stay", i), "", 0)
		}
		n := 0
		seen := scanAll(s, c.count, func() {
			for range min(c.churn, 20000-n) {
				set(s, fmt.Sprint("churn", n), "x", 0)
				if n++; rnd.IntN(3) == 0 {
					remove(s, fmt.Sprint("churn", rnd.IntN(n)))
				}
			}
		})
		for i := range c.stay {
			if times := seen[fmt.Sprint("stay", i)]; times != 1 {
				t.Fatalf("%+v: key %d was seen %d times", c, i, times)
			}
		}
		mustCheck(t, s)
	}
}

func TestScanHonoursCount(t *testing.T) {
	s := newTestSpace(t)
	for i := range 5000 {
		set(s, fmt.Sprint(i), "", 0)
	}
	for cursor := uint64(0); ; {
		seen := 0
		cursor = s.Scan(cursor, 100, func(Record) { seen++ })
		if cursor == 0 {
			break
		}
		if seen < 100 || seen > 130 {
			t.Fatalf("%d keys for a count of 100", seen)
		}
	}
}

// A Space that has lost most of its keys is not walked at one go.
func TestScanOfGaps(t *testing.T) {
	s := newTestSpace(t)
	for i := range 20000 {
		set(s, fmt.Sprint(i), "", 0)
	}
	for i := 1; i < 20000; i++ {
		remove(s, fmt.Sprint(i))
	}
	calls := 1
	seen := scanAll(s, 10, func() { calls++ })
	if len(seen) != 1 || seen["0"] != 1 || calls < 10 {
		t.Errorf("saw %v in %d calls", seen, calls)
	}
}

func TestScanFromAnywhere(t *testing.T) {
	s := newTestSpace(t)
	for i := range 1000 {
		set(s, fmt.Sprint(i), "", 0)
	}
	for _, cursor := range []uint64{1, 1<<tagBits - 1, 1 << tagBits, 1<<64 - 1} {
		if next := s.Scan(cursor, 1, func(Record) {}); next != 0 && next <= cursor {
			t.Errorf("from %d to %d", cursor, next)
		}
	}
}

func TestCursor(t *testing.T) {
	k := New(Options{Shards: 4})
	for _, c := range []struct {
		shard int
		next  uint64
		want  uint64
	}{{0, 0, 1 << 31}, {0, 5, 5}, {2, 7, 2<<31 | 7}, {2, 0, 3 << 31}, {3, 9, 3<<31 | 9}, {3, 0, 0}} {
		cursor := k.JoinCursor(c.shard, c.next)
		if cursor != c.want {
			t.Errorf("join %d %d: %d, want %d", c.shard, c.next, cursor, c.want)
		}
		if shard, within, ok := k.SplitCursor(cursor); c.next != 0 && (!ok || shard != c.shard || within != c.next) {
			t.Errorf("split %d: %d %d %v", cursor, shard, within, ok)
		}
	}
	if _, _, ok := k.SplitCursor(4 << 31); ok {
		t.Error("a cursor behind the last shard is ok")
	}
}
