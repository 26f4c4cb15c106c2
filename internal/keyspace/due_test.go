package keyspace

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestDue(t *testing.T) {
	s := newTestSpace(t)
	rnd := rand.New(rand.NewPCG(7, 8))
	want := map[string]int64{}
	for i := range 6000 {
		key, at := fmt.Sprint(i), max(0, rnd.Int64N(2000)-1000)
		set(s, key, "value", at)
		want[key] = at
	}
	for now := int64(0); now <= 1001; now += 77 {
		for more := true; more; {
			read := 0
			more = s.Due(now, 100, func(rec Record) bool {
				key, at := string(rec.Key()), rec.ExpireAt()
				if at == 0 || at >= now || want[key] != at {
					t.Fatalf("at %d: key %q expires at %d, want %d", now, key, at, want[key])
				}
				delete(want, key)
				read++
				return true
			})
			if read > 100+maxSlots {
				t.Fatalf("%d records at a budget of 100", read)
			}
		}
		for key, at := range want {
			if at != 0 && at < now {
				t.Fatalf("at %d: key %q, due at %d, is still there", now, key, at)
			}
		}
		if s.Len() != len(want) {
			t.Fatalf("at %d: %d keys, want %d", now, s.Len(), len(want))
		}
		mustCheck(t, s)
	}
}

// A sweep opens only what has something due, and one that found nothing to do is
// not repeated.
func TestDueLooksOnlyWhereItMust(t *testing.T) {
	s := newTestSpace(t)
	for i := range 5000 {
		set(s, fmt.Sprint(i), "", 1000)
	}
	set(s, "early", "", 10)
	before := s.index.segment(tagOf(testHash([]byte("early")))).due
	if before != 10 || s.due != 10 {
		t.Fatalf("segment due at %d, Space at %d", before, s.due)
	}
	if more := s.Due(11, 1, func(Record) bool { return true }); more {
		t.Error("there should be no more than one segment due")
	}
	if s.due != 1000 || s.Len() != 5000 {
		t.Errorf("due at %d, %d keys", s.due, s.Len())
	}
}

func TestDueMayKeep(t *testing.T) {
	s := newTestSpace(t)
	set(s, "key", "", 5)
	for range 2 {
		asked := 0
		if more := s.Due(6, 10, func(Record) bool { asked++; return false }); more || asked != 1 {
			t.Errorf("more %v, asked %d times", more, asked)
		}
	}
	if s.Due(6, 0, func(Record) bool { t.Error("no budget, but asked"); return true }); s.Len() != 1 {
		t.Error("the key is gone")
	}
	s.Due(6, 1, func(Record) bool { return true })
	if s.Len() != 0 || s.Expires() != 0 || s.due != never {
		t.Errorf("%d keys, due at %d", s.Len(), s.due)
	}
}
