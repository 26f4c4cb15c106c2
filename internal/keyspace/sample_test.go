package keyspace

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestSample takes samples of all keys and of those that expire, where those are many, few or none.
func TestSample(t *testing.T) {
	for _, c := range []struct{ keys, expiring int }{{0, 0}, {1, 0}, {1, 1}, {3, 2}, {20000, 10000}, {20000, 3}, {20000, 0}} {
		s := newTestSpace(t)
		for i := range c.keys {
			due := int64(0)
			if i < c.expiring {
				due = 1000
			}
			set(s, fmt.Sprint(i), "", due)
		}
		rnd := rand.New(rand.NewPCG(1, 2))
		for range 100 {
			for _, onlyExpiring := range []bool{false, true} {
				seen := map[string]bool{}
				n := s.Sample(rnd, 5, onlyExpiring, func(rec Record) {
					seen[string(rec.Key())] = true
					if onlyExpiring && rec.ExpireAt() == 0 {
						t.Fatalf("key %s does not expire", rec.Key())
					}
				})
				there := c.keys
				if onlyExpiring {
					there = c.expiring
				}
				if want := min(5, there); n != want || len(seen) != want {
					t.Fatalf("%+v, only expiring %t: %d records, %d different ones, want %d", c, onlyExpiring, n, len(seen), want)
				}
			}
		}
	}
}

// TestSampleSpreads finds every key of a few sooner or later.
func TestSampleSpreads(t *testing.T) {
	s := newTestSpace(t)
	for i := range 1000 {
		set(s, fmt.Sprint(i), "", 0)
	}
	rnd, seen := rand.New(rand.NewPCG(3, 4)), map[string]bool{}
	for range 10000 {
		s.Sample(rnd, 3, false, func(rec Record) { seen[string(rec.Key())] = true })
	}
	if len(seen) != 1000 {
		t.Errorf("%d of 1000 keys were seen", len(seen))
	}
}
