package list

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// subject is a list beside its model. Like the keys of a database it is kept as bytes between two changes.
type subject struct {
	env    page.Env
	limits Limits
	enc    uint8
	bytes  []byte
	list   List
	model  []string

	unpacked, packed int // how often the list has moved
}

func (s *subject) open() *List {
	s.list.Open(s.env, s.enc, s.bytes, s.limits)
	return &s.list
}

func (s *subject) close() {
	enc := s.list.Encoding()
	switch {
	case enc == EncTree && s.enc == EncPacked:
		s.unpacked++
	case enc == EncPacked && s.enc == EncTree:
		s.packed++
	}
	s.bytes, s.enc = s.list.AppendValue(nil), enc
}

func TestModel(t *testing.T) {
	for seed, limits := range []Limits{{-2, true}, {-1, false}, {4, true}, {100, true}, {-3, false}, {0, true}} {
		rnd := rand.New(rand.NewPCG(uint64(seed), 1))
		s := &subject{env: page.Env{Arena: arena.New(), Seed: 1}, limits: limits}
		for step := range 4000 {
			what := s.change(rnd, step)
			if step%17 == 0 {
				if err := s.compare(rnd); err != nil {
					t.Fatalf("limits %v, step %d, after %s: %v", limits, step, what, err)
				}
			}
		}
		if s.unpacked == 0 || s.packed == 0 {
			t.Errorf("limits %v: moved to a tree %d times, back %d times", limits, s.unpacked, s.packed)
		}
		s.compareCopy(t)
		s.open()
		s.list.EachContainer(func(p *page.Pages) { p.FreeSome(math.MaxInt) })
		if used := s.env.Arena.Stats().InUseBytes; used != 0 {
			t.Errorf("limits %v: %d bytes are left", limits, used)
		}
	}
}

// element makes up an element; few different ones, so that they are found again.
func element(rnd *rand.Rand) string {
	switch n := rnd.IntN(30); {
	case n < 10:
		return strconv.Itoa(rnd.IntN(40) - 20)
	case n < 12:
		return strconv.FormatInt(rnd.Int64(), 10)
	case n < 13:
		return "0" + strconv.Itoa(rnd.IntN(3))
	case n < 14:
		return strings.Repeat("long", rnd.IntN(400))
	case n < 16:
		return ""
	}
	return strings.Repeat("x", rnd.IntN(90)) + strconv.Itoa(rnd.IntN(5))
}

// change does something to the list and its model. The list grows and shrinks in turns.
func (s *subject) change(rnd *rand.Rand, step int) (what string) {
	l, n := s.open(), len(s.model)
	defer s.close()
	if n > 0 && step%800 >= 350 {
		return s.shrink(rnd, l)
	}
	e := element(rnd)
	switch kind := rnd.IntN(5); {
	case kind == 0 && n > 0:
		i := rnd.IntN(n)
		l.Set(i, []byte(e))
		s.model[i] = e
		return "Set"
	case kind == 1:
		i := rnd.IntN(n + 1)
		l.Insert(i, []byte(e))
		s.model = slices.Insert(s.model, i, e)
		return "Insert"
	case kind == 2:
		l.Push(Left, []byte(e), []byte("second"))
		s.model = slices.Insert(s.model, 0, "second", e)
		return "Push left"
	}
	l.Push(Right, []byte(e), []byte("1"), []byte("last"))
	s.model = append(s.model, e, "1", "last")
	return "Push right"
}

func (s *subject) shrink(rnd *rand.Rand, l *List) (what string) {
	n := len(s.model)
	switch rnd.IntN(7) {
	case 0:
		i := rnd.IntN(n)
		k := min(n-i, rnd.IntN(20))
		l.Delete(i, k)
		s.model = slices.Delete(s.model, i, i+k)
		return "Delete"
	case 1:
		i := rnd.IntN(min(n, 5))
		k := n - i - rnd.IntN(min(n-i, 5))
		l.Trim(i, k)
		s.model = slices.Clone(s.model[i : i+k])
		return "Trim"
	case 2:
		return s.remove(rnd, l)
	case 3, 4:
		if got, want := string(l.Pop(Left)), s.model[0]; got != want {
			panic(fmt.Sprintf("popped %q from the left, want %q", got, want))
		}
		s.model = s.model[1:]
		return "Pop left"
	}
	if got, want := string(l.Pop(Right)), s.model[n-1]; got != want {
		panic(fmt.Sprintf("popped %q from the right, want %q", got, want))
	}
	s.model = s.model[:n-1]
	return "Pop right"
}

func (s *subject) remove(rnd *rand.Rand, l *List) (what string) {
	e, limit, from := s.model[rnd.IntN(len(s.model))], 1+rnd.IntN(3), End(rnd.IntN(2))
	got, want := l.Remove([]byte(e), from, limit), 0
	if from == Right {
		slices.Reverse(s.model)
	}
	s.model = slices.DeleteFunc(s.model, func(other string) bool {
		if other != e || want == limit {
			return false
		}
		want++
		return true
	})
	if from == Right {
		slices.Reverse(s.model)
	}
	if got != want {
		panic(fmt.Sprintf("removed %d of %q, want %d", got, e, want))
	}
	return "Remove"
}

// compare looks at the list in every way there is.
func (s *subject) compare(rnd *rand.Rand) error {
	l, n := s.open(), len(s.model)
	if l.Len() != n {
		return fmt.Errorf("length %d, want %d", l.Len(), n)
	}
	if got := walked(l, 0, n, Right); !slices.Equal(got, s.model) {
		return fmt.Errorf("walk to the right: %q, want %q", got, s.model)
	}
	back := walked(l, n-1, n, Left)
	slices.Reverse(back)
	if !slices.Equal(back, s.model) {
		return fmt.Errorf("walk to the left: %q, want %q", back, s.model)
	}
	if n == 0 {
		return nil
	}
	i := rnd.IntN(n)
	if got := string(l.Get(i).AppendText(nil)); got != s.model[i] {
		return fmt.Errorf("element %d: %q, want %q", i, got, s.model[i])
	}
	if got, want := walked(l, i, 3, Right), s.model[i:min(n, i+3)]; !slices.Equal(got, want) {
		return fmt.Errorf("three from %d: %q, want %q", i, got, want)
	}
	return s.compareSearch(l, s.model[i], rnd.IntN(n+1))
}

func (s *subject) compareSearch(l *List, e string, limit int) error {
	var got, want []int
	l.Search([]byte(e), Right, limit, func(i int) bool {
		got = append(got, i)
		return len(got) < 3
	})
	for i := len(s.model) - 1; i >= len(s.model)-limit && len(want) < 3; i-- {
		if s.model[i] == e {
			want = append(want, i)
		}
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("%q is at %v, want %v", e, got, want)
	}
	return nil
}

func walked(l *List, i, n int, towards End) (all []string) {
	l.Walk(i, n, towards, func(it page.Item) bool {
		all = append(all, string(it.AppendText(nil)))
		return true
	})
	return all
}

func (s *subject) compareCopy(t *testing.T) {
	t.Helper()
	other := page.Env{Arena: arena.New(), Seed: 1}
	c := s.open().CopyTo(other).(*List)
	if got := walked(c, 0, c.Len(), Right); !slices.Equal(got, s.model) {
		t.Errorf("the copy is %q, want %q", got, s.model)
	}
	if c.Encoding() != s.enc || c.EncodingName() != s.list.EncodingName() {
		t.Errorf("the copy is a %s, want a %s", c.EncodingName(), s.list.EncodingName())
	}
	c.EachContainer(func(p *page.Pages) { p.FreeSome(math.MaxInt) })
	if used := other.Arena.Stats().InUseBytes; used != 0 {
		t.Errorf("%d bytes of the copy are left", used)
	}
}
