package hash

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

func testEnv() page.Env { return page.Env{Arena: arena.New(), Seed: 42} }

func spell(it page.Item) string { return string(it.AppendText(nil)) }

type field struct {
	value string
	at    int64
}

// model is a hash and what it should hold.
type model struct {
	t      *testing.T
	rnd    *rand.Rand
	env    page.Env
	limits Limits
	h      Hash
	want   map[string]field
}

func (m *model) field() string {
	n := m.rnd.IntN(3 * m.limits.Entries)
	if n%3 == 0 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("field %d", n)
}

func (m *model) value() string {
	if m.rnd.IntN(400) == 0 {
		return strings.Repeat("v", m.rnd.IntN(2*m.limits.Bytes))
	}
	return fmt.Sprint(m.rnd.IntN(1 << m.rnd.IntN(20)))
}

func (m *model) at() int64 { return m.rnd.Int64N(1000) * m.rnd.Int64N(2) }

func (m *model) step() {
	f := m.field()
	old, had := m.want[f]
	switch m.rnd.IntN(8) {
	case 0, 1, 2:
		set := field{m.value(), m.at() * m.rnd.Int64N(2)}
		if added := m.h.Set([]byte(f), []byte(set.value), set.at); added == had {
			m.t.Fatalf("Set(%q) added %v", f, added)
		}
		m.want[f] = set
	case 3, 4:
		if deleted := m.h.Delete([]byte(f)); deleted != had {
			m.t.Fatalf("Delete(%q) = %v", f, deleted)
		}
		delete(m.want, f)
	case 5:
		old.at = m.at()
		if found := m.h.Expire([]byte(f), old.at); found != had {
			m.t.Fatalf("Expire(%q) = %v", f, found)
		}
		if had {
			m.want[f] = old
		}
	case 6:
		e, found := m.h.Get([]byte(f))
		if found != had || spell(e.Value) != old.value || e.ExpireAt != old.at || m.h.Has([]byte(f)) != had {
			m.t.Fatalf("Get(%q) = %q, %d, %v; want %+v, %v", f, spell(e.Value), e.ExpireAt, found, old, had)
		}
	default:
		m.reopen()
	}
}

// reopen does what happens between two commands.
func (m *model) reopen() {
	enc, bytes := m.h.Encoding(), m.h.AppendValue(nil)
	m.h.Open(m.env, enc, bytes, m.limits)
}

func (m *model) verify(h *Hash) {
	m.t.Helper()
	if h.Len() != len(m.want) {
		m.t.Fatalf("%d fields, want %d", h.Len(), len(m.want))
	}
	due, seen := int64(0), make(map[string]field)
	h.Each(func(e page.Entry) { seen[spell(e.Key)] = field{spell(e.Value), e.ExpireAt} })
	for f, want := range m.want {
		if seen[f] != want {
			m.t.Fatalf("field %q is %+v, want %+v", f, seen[f], want)
		}
		due = page.Earlier(due, want.at)
	}
	if next := h.NextExpiry(); due != 0 && (next == 0 || next > due) {
		m.t.Fatalf("the next expiry is %d, want %d or before", next, due)
	}
}

// expire deletes all that is due.
func (m *model) expire(now int64) {
	for more := true; more; {
		more = m.h.DeleteExpired(now, 3, func(e page.Entry) {
			f := spell(e.Key)
			if want := m.want[f]; want.at == 0 || want.at > now || spell(e.Value) != want.value {
				m.t.Fatalf("field %q %+v expired at %d", f, want, now)
			}
			delete(m.want, f)
		})
	}
	for f, want := range m.want {
		if want.at != 0 && want.at <= now {
			m.t.Fatalf("field %q did not expire", f)
		}
	}
}

func TestModel(t *testing.T) {
	for seed := range uint64(30) {
		limits := Limits{Entries: 4 << (seed % 6), Bytes: 40}
		m := &model{t: t, rnd: rand.New(rand.NewPCG(1, seed)), env: testEnv(), limits: limits, want: map[string]field{}}
		m.h.New(m.env, limits)
		for i := range 2000 {
			m.step()
			switch i % 500 {
			case 100:
				m.verify(&m.h)
			case 200:
				m.expire(m.rnd.Int64N(500))
				m.verify(&m.h)
			case 300:
				m.verify(m.h.CopyTo(testEnv()).(*Hash))
			}
		}
		m.verify(&m.h)
		m.h.EachContainer(func(p *page.Pages) { p.FreeSome(math.MaxInt) })
		if n := m.env.Arena.Stats().InUseBytes; n != 0 {
			t.Fatalf("%d bytes are left in the arena", n)
		}
	}
}

func TestConversions(t *testing.T) {
	var h Hash
	h.New(testEnv(), Limits{Entries: 2, Bytes: 4})
	h.Set([]byte("a"), []byte("1"), 0)
	want := func(name string) {
		t.Helper()
		if got := h.EncodingName(); got != name {
			t.Fatalf("%s, want %s", got, name)
		}
	}
	want("listpack")
	h.Expire([]byte("a"), 1)
	want("listpackex")
	h.Expire([]byte("a"), 0)
	want("listpackex")
	h.Set([]byte("b"), []byte("four"), 0)
	h.Set([]byte("b"), []byte("five"), 0)
	want("listpackex")
	h.Set([]byte("c"), nil, 0)
	want("hashtable")
	h.Delete([]byte("c"))
	want("hashtable")
	h.New(testEnv(), Limits{Entries: 2, Bytes: 4})
	h.Set([]byte("a"), []byte("fives"), 0)
	want("hashtable")
}

func TestScanWhileChanging(t *testing.T) {
	var h Hash
	h.New(testEnv(), Limits{})
	for i := range 1000 {
		h.Set(fmt.Append(nil, "stays", i), nil, 0)
	}
	seen := make(map[string]int)
	rnd := rand.New(rand.NewPCG(1, 2))
	for cursor, first := uint64(0), true; first || cursor != 0; first = false {
		cursor = h.Scan(cursor, 10, func(e page.Entry) { seen[spell(e.Key)]++ })
		for range 50 {
			h.Set(fmt.Append(nil, "comes", rnd.IntN(5000)), nil, 0)
			h.Delete(fmt.Append(nil, "comes", rnd.IntN(5000)))
		}
	}
	for i := range 1000 {
		if f := fmt.Sprint("stays", i); seen[f] != 1 {
			t.Fatalf("%s was seen %d times", f, seen[f])
		}
	}
}

func TestRandomIsUniform(t *testing.T) {
	for _, n := range []int{3, 1000} {
		var h Hash
		h.New(testEnv(), Limits{Entries: 10, Bytes: 64})
		for i := range n {
			h.Set(fmt.Append(nil, i), nil, 0)
		}
		rnd, times := rand.New(rand.NewPCG(3, 4)), make(map[string]int)
		for range 100 * n {
			times[spell(h.Random(rnd).Key)]++
		}
		for i := range n {
			if got := times[fmt.Sprint(i)]; got < 40 || got > 200 {
				t.Errorf("field %d of %d was drawn %d times, want about 100", i, n, got)
			}
		}
	}
}

// TestAllocations runs what a command does, from the record to the record.
func TestAllocations(t *testing.T) {
	for _, n := range []int{20, 5000} {
		var h Hash
		env, limits := testEnv(), DefaultLimits()
		h.New(env, limits)
		for i := range n {
			h.Set(fmt.Append(nil, "field", i), fmt.Append(nil, "value", i), 0)
		}
		enc, record := h.Encoding(), h.AppendValue(nil)
		name, value := []byte("field7"), []byte("value8")
		buffer := make([]byte, 0, 64<<10)
		allocs := testing.AllocsPerRun(100, func() {
			h.Open(env, enc, record, limits)
			h.Get(name)
			h.Set(name, value, 0)
			h.Delete(name)
			h.Set(name, value, 0)
			buffer = h.AppendValue(buffer[:0])
			enc, record = h.Encoding(), append(record[:0], buffer...)
		})
		if allocs != 0 {
			t.Errorf("%d fields: %v allocations", n, allocs)
		}
	}
}
