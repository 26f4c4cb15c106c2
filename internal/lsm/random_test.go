package lsm

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestRandom draws keys of several looks and wants no quarter of them to come
// more than twice as often, or half as often, as it should.
func TestRandom(t *testing.T) {
	looks := map[string]func(n int) []byte{
		"decimal": func(n int) []byte { return fmt.Appendf(nil, "user:%06d", n) },
		"ragged":  func(n int) []byte { return fmt.Appendf(nil, "%d", n*n) },
		"binary":  func(n int) []byte { return []byte{0, byte(n >> 8), byte(n), 0xFF} },
		"lopsided": func(n int) []byte { // nearly all keys share a long prefix
			if n < 100 {
				return []byte{byte(n)}
			}
			return fmt.Appendf(nil, "a rather long prefix:%d", n)
		},
	}
	for name, key := range looks {
		t.Run(name, func(t *testing.T) {
			const records, draws = 20_000, 300
			s := openMem(t)
			rank := make(map[string]int)
			b := s.NewBatch(0)
			value := record(string(bytes.Repeat([]byte("0123456789"), 20)))
			for n := range records {
				b.SetRecord(1, key(n), value)
			}
			must(t, s.Commit(b, Meta{}))
			must(t, s.Flush())
			it := s.Records(1, nil, nil)
			for ok := it.First(); ok; ok = it.Next() {
				rank[string(it.Key())] = len(rank)
			}
			must(t, it.Close())
			rng := rand.New(rand.NewPCG(1, 1))
			var quarters [4]int
			for range draws {
				k, found, err := s.Random(1, rng)
				r, there := rank[string(k)]
				if err != nil || !found || !there {
					t.Fatalf("%q, %v, %v", k, found, err)
				}
				quarters[4*r/len(rank)]++
			}
			for _, n := range quarters {
				if n < draws/8 || n > draws/2 {
					t.Errorf("quarters were drawn %v times", quarters)
				}
			}
		})
	}
}

// TestRandomReachesAll draws from few records that are in memory only, among
// them the empty key, until all have come.
func TestRandomReachesAll(t *testing.T) {
	s := openMem(t)
	rng := rand.New(rand.NewPCG(1, 1))
	if _, found, err := s.Random(1, rng); found || err != nil {
		t.Fatalf("from nothing: %v, %v", found, err)
	}
	keys := []string{"", "\x00", "\x00\x00", "\x00\x00\x00\x00\x00", "a", "a\x00", "ab", "b", "\xff\xff\xff\xff"}
	commit(t, s, Meta{}, func(b *Batch) {
		for _, key := range keys {
			b.SetRecord(1, []byte(key), record("v"))
		}
		b.SetRecord(0, []byte("z"), record("v"))
		b.SetRecord(2, []byte("z"), record("v"))
	})
	left := make(map[string]bool)
	for _, key := range keys {
		left[key] = true
	}
	for range 10_000 {
		k, found, err := s.Random(1, rng)
		if err != nil || !found {
			t.Fatalf("%v, %v", found, err)
		}
		delete(left, string(k))
	}
	if len(left) > 0 {
		t.Errorf("never drawn: %v", left)
	}
}

func FuzzBetween(f *testing.F) {
	f.Add([]byte("a"), []byte("b"))
	f.Add([]byte(""), []byte{0})
	f.Add([]byte("a\xff\xff\xff\xff"), []byte("b"))
	f.Fuzz(func(t *testing.T, lo, hi []byte) {
		if bytes.Compare(lo, hi) >= 0 {
			return
		}
		if mid := between(lo, hi); bytes.Compare(mid, lo) <= 0 || bytes.Compare(mid, hi) > 0 {
			t.Errorf("%x lies not between %x and %x", mid, lo, hi)
		}
	})
}
