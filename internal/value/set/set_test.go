package set

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

func testEnv() page.Env { return page.Env{Arena: arena.New(), Seed: 42} }

func text(s string) page.Item { return page.Text([]byte(s)) }

func spell(it page.Item) string { return string(it.AppendText(nil)) }

// model is a set and what it should hold.
type model struct {
	t      *testing.T
	rnd    *rand.Rand
	env    page.Env
	limits Limits
	s      Set
	want   map[string]bool
	texts  int // one member in so many is no integer
}

func (m *model) member() string {
	n := m.rnd.IntN(3 * m.limits.Ints)
	switch {
	case m.rnd.IntN(m.texts) == 0:
		return strings.Repeat("text", m.rnd.IntN(12)) + fmt.Sprint(n)
	case n%17 == 0:
		return fmt.Sprint(math.MaxInt64 - n)
	case n%13 == 0:
		return fmt.Sprint(-100_000 * n)
	}
	return fmt.Sprint(n - m.limits.Ints)
}

func (m *model) step() {
	name := m.member()
	it, had := text(name), m.want[name]
	switch m.rnd.IntN(6) {
	case 0, 1:
		if added := m.s.Add(it); added == had {
			m.t.Fatalf("Add(%q) = %v", name, added)
		}
		m.want[name] = true
	case 2, 3:
		if removed := m.s.Remove(it); removed != had {
			m.t.Fatalf("Remove(%q) = %v", name, removed)
		}
		delete(m.want, name)
	case 4:
		if has := m.s.Has(it); has != had {
			m.t.Fatalf("Has(%q) = %v", name, has)
		}
	default:
		enc, bytes := m.s.Encoding(), m.s.AppendValue(nil)
		m.s.Open(m.env, enc, bytes, m.limits)
	}
}

// pop removes a member by a view of it.
func (m *model) pop() {
	if m.s.Len() == 0 {
		return
	}
	it := m.s.Random(m.rnd)
	name := spell(it)
	if !m.want[name] || !m.s.Remove(it) {
		m.t.Fatalf("there is no %q", name)
	}
	delete(m.want, name)
}

func (m *model) verify(s *Set) {
	m.t.Helper()
	seen := make(map[string]bool)
	s.Each(func(it page.Item) bool {
		seen[spell(it)] = true
		return true
	})
	if s.Len() != len(m.want) || len(seen) != len(m.want) {
		m.t.Fatalf("%d members, visited %d, want %d", s.Len(), len(seen), len(m.want))
	}
	for name := range m.want {
		if !seen[name] {
			m.t.Fatalf("member %q is missing", name)
		}
	}
}

func TestModel(t *testing.T) {
	for seed := range uint64(40) {
		limits := Limits{Ints: 4 << (seed % 7), Entries: 4 << (seed % 5), Bytes: 30}
		m := &model{
			t: t, rnd: rand.New(rand.NewPCG(1, seed)), env: testEnv(), limits: limits,
			want: map[string]bool{}, texts: 2 << (seed % 9),
		}
		m.s.New(m.env, limits)
		for i := range 2000 {
			m.step()
			switch i % 500 {
			case 100:
				m.verify(&m.s)
			case 200:
				m.pop()
				m.verify(&m.s)
			case 300:
				m.verify(m.s.CopyTo(testEnv()).(*Set))
			}
		}
		m.verify(&m.s)
		m.s.EachContainer(func(p *page.Pages) { p.FreeSome(math.MaxInt) })
		if n := m.env.Arena.Stats().InUseBytes; n != 0 {
			t.Fatalf("%d bytes are left in the arena", n)
		}
	}
}

func TestIntsAreSorted(t *testing.T) {
	var s Set
	s.New(testEnv(), DefaultLimits())
	want := []int64{math.MinInt64, math.MinInt32, math.MinInt16, -1, 0, 1, math.MaxInt16, math.MaxInt32, math.MaxInt64}
	for _, i := range []int{4, 3, 5, 2, 6, 7, 1, 0, 8} {
		s.Add(page.Int(want[i]))
	}
	var got []int64
	s.Each(func(it page.Item) bool {
		v, _ := it.Int()
		got = append(got, v)
		return true
	})
	if !slices.Equal(got, want) || s.EncodingName() != "intset" {
		t.Errorf("%s %d, want %d", s.EncodingName(), got, want)
	}
}

func TestConversions(t *testing.T) {
	limits := Limits{Ints: 3, Entries: 2, Bytes: 5}
	for _, test := range []struct {
		members string
		want    string
	}{
		{"1 2 3", "intset"},
		{"1 2 3 3", "intset"},
		{"1 2 3 4", "hashtable"},
		{"1 a", "listpack"},
		{"a 1", "listpack"},
		{"1 2 a", "hashtable"},
		{"a b c", "hashtable"},
		{"abcdef", "hashtable"},
		{"abcde", "listpack"},
		{"1000000 a", "hashtable"},
		{"1 2 3 a", "hashtable"},
	} {
		var s Set
		s.New(testEnv(), limits)
		for m := range strings.FieldsSeq(test.members) {
			s.Add(text(m))
		}
		if got := s.EncodingName(); got != test.want {
			t.Errorf("%s: %s, want %s", test.members, got, test.want)
		}
	}
}

func TestExpect(t *testing.T) {
	for _, test := range []struct {
		first string
		n     int
		want  string
	}{
		{"1", 3, "intset"}, {"1", 4, "hashtable"}, {"a", 2, "intset"}, {"a", 3, "hashtable"},
	} {
		var s Set
		s.New(testEnv(), Limits{Ints: 3, Entries: 2, Bytes: 5})
		s.Expect(text(test.first), test.n)
		if got := s.EncodingName(); got != test.want {
			t.Errorf("%d members from %s on: %s, want %s", test.n, test.first, got, test.want)
		}
	}
}

func TestEachStops(t *testing.T) {
	for _, members := range []string{"1 2 3", "a b c", "a b c d"} {
		var s Set
		s.New(testEnv(), Limits{Ints: 3, Entries: 3, Bytes: 5})
		for m := range strings.FieldsSeq(members) {
			s.Add(text(m))
		}
		n := 0
		s.Each(func(page.Item) bool {
			n++
			return n < 2
		})
		if n != 2 {
			t.Errorf("%s: visited %d members, want 2", s.EncodingName(), n)
		}
	}
}

func TestScanWhileChanging(t *testing.T) {
	var s Set
	s.New(testEnv(), Limits{})
	for i := range 1000 {
		s.Add(text(fmt.Sprint("stays", i)))
	}
	seen := make(map[string]int)
	rnd := rand.New(rand.NewPCG(1, 2))
	for cursor, first := uint64(0), true; first || cursor != 0; first = false {
		cursor = s.Scan(cursor, 10, func(it page.Item) { seen[spell(it)]++ })
		for range 50 {
			s.Add(text(fmt.Sprint("comes", rnd.IntN(5000))))
			s.Remove(text(fmt.Sprint("comes", rnd.IntN(5000))))
		}
	}
	for i := range 1000 {
		if m := fmt.Sprint("stays", i); seen[m] != 1 {
			t.Fatalf("%s was seen %d times", m, seen[m])
		}
	}
}

func TestRandomIsUniform(t *testing.T) {
	for _, test := range []struct {
		prefix string
		n      int
	}{{"", 100}, {"a", 50}, {"a", 1000}} {
		var s Set
		s.New(testEnv(), DefaultLimits())
		for i := range test.n {
			s.Add(text(test.prefix + fmt.Sprint(i)))
		}
		rnd, times := rand.New(rand.NewPCG(3, 4)), make(map[string]int)
		for range 100 * test.n {
			times[spell(s.Random(rnd))]++
		}
		for i := range test.n {
			if got := times[test.prefix+fmt.Sprint(i)]; got < 40 || got > 200 {
				t.Errorf("%s: member %d of %d was drawn %d times, want about 100", s.EncodingName(), i, test.n, got)
			}
		}
	}
}

// TestAllocations runs what a command does, from the record to the record.
func TestAllocations(t *testing.T) {
	for _, test := range []struct {
		prefix string
		n      int
	}{{"", 100}, {"a", 50}, {"a", 5000}} {
		var s Set
		env, limits := testEnv(), DefaultLimits()
		s.New(env, limits)
		for i := range test.n {
			s.Add(text(test.prefix + fmt.Sprint(i)))
		}
		rnd := rand.New(rand.NewPCG(1, 2))
		enc, record := s.Encoding(), s.AppendValue(nil)
		name := []byte(test.prefix + "7")
		buffer := make([]byte, 0, 64<<10)
		allocs := testing.AllocsPerRun(100, func() {
			s.Open(env, enc, record, limits)
			s.Has(page.Text(name))
			s.Random(rnd)
			s.Remove(page.Text(name))
			s.Add(page.Text(name))
			buffer = s.AppendValue(buffer[:0])
			enc, record = s.Encoding(), append(record[:0], buffer...)
		})
		if allocs != 0 {
			t.Errorf("%s of %d members: %v allocations", s.EncodingName(), test.n, allocs)
		}
	}
}
