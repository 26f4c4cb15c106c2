package keyspace

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
)

func TestDirtyEach(t *testing.T) {
	s := newTestSpace(t)
	rnd := rand.New(rand.NewPCG(9, 10))
	for range 120 {
		want, touched := map[string]bool{}, map[string]bool{}
		for range rnd.IntN(100) {
			key := fmt.Sprint(rnd.IntN(2000))
			want[key] = true
			rec := set(s, key, "value", 0)
			h := testHash([]byte(key))
			switch rnd.IntN(4) {
			case 0:
				s.SetExpireAt(h, rec, 99)
			case 1:
				s.Resize(h, rec, rnd.IntN(200))
			case 2:
				s.Delete(h, rec.Key())
				delete(want, key)
			}
		}
		s.RaiseEpoch()
		for range rnd.IntN(10) {
			key := fmt.Sprint(rnd.IntN(2000))
			set(s, key, "newer", 0)
			touched[key] = true
			delete(want, key)
		}
		got := map[string]bool{}
		s.DirtyEach(func(rec Record) { got[string(rec.Key())] = true })
		if !maps.Equal(got, want) {
			t.Fatalf("epoch %d: got %v, want %v", s.Epoch(), got, want)
		}
		mustCheck(t, s)
		s.RaiseEpoch()
		clear(got)
		s.DirtyEach(func(rec Record) { got[string(rec.Key())] = true })
		if !maps.Equal(got, touched) {
			t.Fatalf("epoch %d: got %v, want %v", s.Epoch(), got, touched)
		}
	}
}

func TestCleanSegmentsAreNotWalked(t *testing.T) {
	s := newTestSpace(t)
	for i := range 5000 {
		set(s, fmt.Sprint(i), "", 0)
	}
	s.RaiseEpoch()
	s.DirtyEach(func(Record) {})
	set(s, "one", "", 0)
	dirty := 0
	for _, g := range s.index.segments {
		if g.dirty {
			dirty++
		}
	}
	if dirty != 1 {
		t.Errorf("%d segments are dirty after one change", dirty)
	}
}

// After 256 epochs the byte is the same again. That may cost a needless visit, but
// hides no change.
func TestEpochRunsRound(t *testing.T) {
	s := newTestSpace(t)
	set(s, "key", "", 0)
	for range 256 {
		s.RaiseEpoch()
	}
	set(s, "key", "", 0)
	s.RaiseEpoch()
	seen := 0
	s.DirtyEach(func(Record) { seen++ })
	if seen != 1 {
		t.Errorf("seen %d times", seen)
	}
}
