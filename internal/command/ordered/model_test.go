package ordered_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// model is what the database should hold: what is no string has the value "-".
type model map[string]string

// between are the model's keys of a range, in order.
func (m model) between(lower string, lowerIn bool, upper string, upperIn bool) []string {
	keys := slices.Sorted(maps.Keys(m))
	return slices.DeleteFunc(keys, func(key string) bool {
		return key < lower || key == lower && !lowerIn || key > upper || key == upper && !upperIn
	})
}

func randomKey(rng *rand.Rand) string {
	key := make([]byte, rng.IntN(4))
	for i := range key {
		key[i] = "ab\x00\xff"[rng.IntN(4)]
	}
	return string(key)
}

// TestRangesAgainstModel changes data at random, moves it to disk and back at random, and compares all that can be
// asked about random ranges with a sorted map.
func TestRangesAgainstModel(t *testing.T) {
	s := newTarget(t)
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 1))
			m := model{}
			s.do("FLUSHALL")
			for step := range 400 {
				m.change(s, rng, step)
				m.relocate(s, rng)
				m.compare(s, rng)
				if t.Failed() {
					t.Fatalf("after step %d", step)
				}
			}
		})
	}
}

// change changes a few keys.
func (m model) change(s *target, rng *rand.Rand, step int) {
	for range rng.IntN(4) {
		key, value := randomKey(rng), strconv.Itoa(step)
		s.do("DEL", key)
		delete(m, key)
		switch rng.IntN(6) {
		case 0:
		case 1:
			s.do("RPUSH", key, value)
			m[key] = "-"
		case 2:
			s.do("SET", key, value, "PX", "1000000")
			m[key] = value
		case 3:
			s.do("SET", key, value, "PX", "1") // gone before anybody looks
		default:
			s.do("SET", key, value)
			m[key] = value
		}
	}
	s.clock.Advance(2e6)
	if rng.IntN(4) == 0 {
		lower, upper := randomKey(rng), randomKey(rng)
		gone := m.between(lower, true, upper, false)
		if len(gone) > 2 {
			gone = gone[:2]
		}
		s.expect(fmt.Sprintf("(integer) %d", len(gone)), "KDELRANGE", "["+lower, "("+upper, "LIMIT", "2")
		for _, key := range gone {
			delete(m, key)
		}
	}
}

// relocate moves data between memory and disk.
func (m model) relocate(s *target, rng *rand.Rand) {
	switch rng.IntN(12) {
	case 0:
		if err := s.Engine().Checkpoint(); err != nil {
			s.t.Error(err)
		}
	case 1:
		if err := s.Engine().Unload(); err != nil {
			s.t.Error(err)
		}
	case 2:
		s.restart()
	case 3:
		s.Cron()
	}
}

// compare asks about a random range.
func (m model) compare(s *target, rng *rand.Rand) {
	lower, upper := randomKey(rng), randomKey(rng)
	lowerIn, upperIn := rng.IntN(2) == 0, rng.IntN(2) == 0
	keys := m.between(lower, lowerIn, upper, upperIn)
	start, stop := bound(lower, lowerIn), bound(upper, upperIn)
	if rng.IntN(4) == 0 {
		keys, start, stop = m.between("", true, "\xff\xff\xff\xff", true), "-", "+"
	}
	var withValues []string
	for _, key := range keys {
		value := m[key]
		if value == "-" {
			value = "" // as words has null
		}
		withValues = append(withValues, key, value)
	}
	backward := slices.Clone(keys)
	slices.Reverse(backward)

	c := s.dial()
	defer c.Close()
	check := func(want []string, args ...string) {
		s.t.Helper()
		if got := words(c.do(args...)); !slices.Equal(got, want) {
			s.t.Errorf("%q: got %q, want %q", args, got, want)
		}
	}
	check(keys, "KRANGE", start, stop)
	check(backward, "KRANGE", stop, start, "REV")
	check(withValues, "KRANGE", start, stop, "WITHVALUES")
	n := min(len(backward), 3)
	check(backward[:n], "KRANGE", stop, start, "REV", "LIMIT", "3")
	c.expect(fmt.Sprintf("(integer) %d", len(keys)), "KCOUNT", start, stop)

	// The same under all locks, where there is no view.
	c.do("MULTI")
	c.do("KRANGE", start, stop, "WITHVALUES")
	c.do("KRANGE", stop, start, "REV", "LIMIT", "3")
	replies := c.do("EXEC").Elems
	if len(replies) != 2 || !slices.Equal(words(replies[0]), withValues) || !slices.Equal(words(replies[1]), backward[:n]) {
		s.t.Errorf("KRANGE %q %q in MULTI: got %v, want %q and %q", start, stop, replies, withValues, backward[:n])
	}
	s.Cron() // what has expired is counted until it was met
	c.expect(fmt.Sprintf("(integer) %d", len(m)), "DBSIZE")
}

func bound(key string, isIn bool) string {
	if isIn {
		return "[" + key
	}
	return "(" + key
}
