package zset

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// pairs is the naive sorted set: members in order.
type pairs []pair

type pair struct {
	member string
	score  float64
}

func byScore(a, b pair) int {
	return cmp.Or(cmp.Compare(a.score, b.score), strings.Compare(a.member, b.member))
}

func (m pairs) find(member string) int {
	return slices.IndexFunc(m, func(p pair) bool { return p.member == member })
}

func (m *pairs) put(member string, score float64) {
	m.remove(member)
	*m = append(*m, pair{member, score})
	slices.SortStableFunc(*m, byScore)
}

func (m *pairs) remove(member string) {
	*m = slices.DeleteFunc(*m, func(p pair) bool { return p.member == member })
}

// subject is a sorted set beside its model. Like the keys of a database it is kept as bytes between two changes.
type subject struct {
	env   page.Env
	enc   uint8
	bytes []byte
	z     ZSet
	model pairs
}

func (s *subject) open() *ZSet {
	s.z.Open(s.env, s.enc, s.bytes, Limits{Entries: 40, Bytes: 12})
	return &s.z
}

func (s *subject) close() {
	s.bytes, s.enc = s.z.AppendValue(nil), s.z.Encoding()
}

func TestModel(t *testing.T) {
	for seed := range uint64(6) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		s := &subject{env: page.Env{Arena: arena.New(), Seed: rnd.Uint64()}}
		most := 30
		if seed%2 == 1 {
			most = 900 // becomes big
		}
		for step := range 6000 {
			s.change(rnd, most)
			if step%37 == 0 {
				if err := s.compare(rnd); err != nil {
					t.Fatalf("seed %d step %d: %v", seed, step, err)
				}
			}
		}
		s.compareCopy(t, rnd)
		s.open().Free()
		if used := s.env.Arena.Stats().InUseBytes; used != 0 {
			t.Fatalf("seed %d: %d bytes left after Free", seed, used)
		}
		s.env.Arena.Release()
	}
}

func randomMember(rnd *rand.Rand, most int) string {
	n := rnd.IntN(most)
	switch n % 8 {
	case 0:
		return fmt.Sprint(n - 7)
	case 1:
		if most < 100 {
			return fmt.Sprint("x", n)
		}
		return strings.Repeat("long ", n) // into a blob from some length on
	default:
		return fmt.Sprintf("member%d", n)
	}
}

func randomScore(rnd *rand.Rand) float64 {
	switch rnd.IntN(10) {
	case 0:
		return math.Inf(1 - 2*rnd.IntN(2))
	case 1:
		return rnd.NormFloat64() * 1e9
	default:
		return float64(rnd.IntN(9) - 4)
	}
}

// change does one random thing to both.
func (s *subject) change(rnd *rand.Rand, most int) {
	z, member, score := s.open(), randomMember(rnd, most), randomScore(rnd)
	it := page.Text([]byte(member))
	defer s.close()
	switch n := rnd.IntN(100); {
	case n < 70:
		if old, found := z.Find(it); !found {
			z.Insert(it, score)
		} else {
			z.Move(it, old, score)
		}
		s.model.put(member, score)
	case n < 98:
		if z.Delete(it) != (s.model.find(member) >= 0) {
			panic("Delete disagrees")
		}
		s.model.remove(member)
	default:
		i := rnd.IntN(len(s.model) + 1)
		n := min(rnd.IntN(most/4), len(s.model)-i)
		z.DeleteRange(i, n)
		s.model = slices.Delete(s.model, i, i+n)
	}
}

func (s *subject) compare(rnd *rand.Rand) error {
	z := s.open()
	if z.Len() != len(s.model) {
		return fmt.Errorf("%d members, not %d", z.Len(), len(s.model))
	}
	if z.isBig {
		if err := cmp.Or(z.tree.Check(), z.scores.Check()); err != nil {
			return err
		}
		if z.scores.Len() != z.Len() {
			return fmt.Errorf("the map has %d members, the tree %d", z.scores.Len(), z.Len())
		}
	}
	for i, p := range s.model {
		if rank, score, found := z.Rank(page.Text([]byte(p.member))); rank != i || score != p.score || !found {
			return fmt.Errorf("Rank(%q) is %d, %v, %v, not %d, %v", p.member, rank, score, found, i, p.score)
		}
	}
	if _, found := z.Score(page.Text([]byte("nobody"))); found {
		return fmt.Errorf("a member that was never added")
	}
	if err := s.compareWalks(rnd.IntN(len(s.model) + 1)); err != nil {
		return err
	}
	return s.compareIndex(randomScore(rnd))
}

// compareWalks walks from a place to both ends, turning around once.
func (s *subject) compareWalks(from int) error {
	z := s.open()
	c := z.From(from)
	check := func(i int, e page.Entry, ok bool) error {
		if inside := i >= 0 && i < len(s.model); ok != inside {
			return fmt.Errorf("walk from %d: %v at %d", from, ok, i)
		} else if ok && (text(e) != s.model[i].member || e.Score != s.model[i].score) {
			return fmt.Errorf("walk from %d: %q %v at %d", from, text(e), e.Score, i)
		}
		return nil
	}
	var err error
	for i := from; i <= len(s.model); i++ {
		e, ok := z.Next(&c)
		if err = check(i, e, ok); err != nil {
			return err
		}
	}
	for i := len(s.model) - 1; i >= -1; i-- {
		e, ok := z.Prev(&c)
		if err := check(i, e, ok); err != nil {
			return err
		}
		if ok && text(z.At(i)) != text(e) {
			return fmt.Errorf("At(%d) is %q, not %q", i, text(z.At(i)), text(e))
		}
	}
	e, ok := z.Next(&c)
	if err := check(0, e, ok); err != nil {
		return err
	}
	i := from
	z.Walk(from, len(s.model)-from, func(score float64, member page.Item) bool {
		if e := check(i, page.Entry{Key: member, Score: score}, true); e != nil && err == nil {
			err = e
		}
		i++
		return i != from+70
	})
	if want := min(len(s.model), from+70); err == nil && i != want {
		err = fmt.Errorf("Walk from %d ended at %d, not %d", from, i, want)
	}
	return err
}

func text(e page.Entry) string { return string(e.Key.AppendText(nil)) }

func (s *subject) compareIndex(score float64) error {
	z := s.open()
	for _, k := range []page.Bound{
		{Score: score, Side: page.Before}, {Score: score, Side: page.After},
		{Score: score, Member: page.Text([]byte("member3"))},
	} {
		want := 0
		for _, p := range s.model {
			c := cmp.Compare(p.score, score)
			if c == 0 && k.Side == page.Exact {
				c = strings.Compare(p.member, "member3")
			} else if c == 0 {
				c = -int(k.Side)
			}
			if c < 0 {
				want++
			}
		}
		if got := z.Index(k); got != want {
			return fmt.Errorf("Index(%v, side %d) is %d, not %d", score, k.Side, got, want)
		}
	}
	return nil
}

// compareCopy copies into another arena, and scans the copy.
func (s *subject) compareCopy(t *testing.T, rnd *rand.Rand) {
	t.Helper()
	env := page.Env{Arena: arena.New(), Seed: rnd.Uint64()}
	defer env.Arena.Release()
	z := s.open()
	to := z.CopyTo(env).(*ZSet)
	if to.EncodingName() != z.EncodingName() || (to.Bytes() > 0) != z.isBig {
		t.Fatalf("the copy of %s is %s", z.EncodingName(), to.EncodingName())
	}
	if used := uint64(env.Arena.Stats().InUseBytes); used < to.Bytes() || used > to.Bytes()+to.Bytes()/4 {
		t.Fatalf("the copy says that it has %d bytes, the arena %d", to.Bytes(), used)
	}
	var seen pairs
	for cursor, more := uint64(0), true; more; more = cursor != 0 {
		cursor = to.Scan(cursor, 3, func(e page.Entry) {
			seen = append(seen, pair{text(e), e.Score})
		})
	}
	slices.SortFunc(seen, byScore)
	if !slices.Equal(seen, s.model) {
		t.Fatalf("the copy has %v, not %v", seen, s.model)
	}
	to.Free()
	if used := env.Arena.Stats().InUseBytes; used != 0 {
		t.Fatalf("%d bytes left after Free", used)
	}
}

// TestConversion pins when a set moves out of its page, and that it never comes back.
func TestConversion(t *testing.T) {
	env := page.Env{Arena: arena.New()}
	defer env.Arena.Release()
	var z ZSet
	for name, grow := range map[string]func(){
		"many members": func() {
			for i := range 129 {
				z.Insert(page.Int(int64(i)), 1)
				if z.isBig != (i == 128) {
					t.Errorf("%s after %d members", z.EncodingName(), i+1)
				}
			}
		},
		"a long member": func() {
			z.Insert(page.Text(bytes.Repeat([]byte("x"), 64)), 1)
			if z.isBig {
				t.Error("big with a member of 64 bytes")
			}
			z.Insert(page.Text(bytes.Repeat([]byte("x"), 65)), 1)
		},
		"expected members": func() { z.Expect(129); z.Insert(page.Int(1), 1) },
	} {
		z.New(env, DefaultLimits())
		if z.EncodingName() != "listpack" || z.Encoding() != EncPacked {
			t.Errorf("%s: new is %s", name, z.EncodingName())
		}
		grow()
		if z.EncodingName() != "skiplist" || z.Encoding() != EncTree {
			t.Errorf("%s: %s", name, z.EncodingName())
		}
		z.DeleteRange(0, z.Len())
		if !z.isBig || (z.Bytes() > 0) {
			t.Errorf("%s: an emptied set is %s with %d bytes", name, z.EncodingName(), z.Bytes())
		}
	}
}
