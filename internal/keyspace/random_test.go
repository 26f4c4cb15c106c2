package keyspace

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// Each key comes about as often as the others.
func TestRandomIsFair(t *testing.T) {
	for _, keys := range []int{1, 10, 1000} {
		s := newTestSpace(t)
		for i := range keys {
			set(s, fmt.Sprint(i), "", 0)
		}
		rnd := rand.New(rand.NewPCG(11, 12))
		times := map[string]int{}
		const each = 200
		for range each * keys {
			rec, ok := s.Random(rnd)
			if !ok {
				t.Fatal("nothing found")
			}
			times[string(rec.Key())]++
		}
		for i := range keys {
			if n := times[fmt.Sprint(i)]; n < each*6/10 || n > each*14/10 {
				t.Errorf("key %d of %d came %d times, want about %d", i, keys, n, each)
			}
		}
	}
}

func TestRandomInGaps(t *testing.T) {
	s := newTestSpace(t)
	rnd := rand.New(rand.NewPCG(13, 14))
	if _, ok := s.Random(rnd); ok {
		t.Error("found a key in an empty Space")
	}
	for i := range 20000 {
		set(s, fmt.Sprint(i), "", 0)
	}
	for i := 2; i < 20000; i++ {
		remove(s, fmt.Sprint(i))
	}
	times := map[string]int{}
	for range 100 {
		rec, _ := s.Random(rnd)
		times[string(rec.Key())]++
	}
	if times["0"] == 0 || times["1"] == 0 || times["0"]+times["1"] != 100 {
		t.Errorf("got %v", times)
	}
}
