package stream

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetest"
)

type modelEntry struct {
	id    ID
	pairs []string
}

type modelPending struct {
	consumer string
	time     int64
	count    uint64
}

type modelGroup struct {
	last      ID
	consumers map[string]int64 // when seen
	pending   map[ID]modelPending
}

// subject is a stream beside its model. Like the keys of a database it is kept as bytes between two changes.
type subject struct {
	disk    *pagetest.Disk
	env     page.Env
	bytes   []byte
	stream  Stream
	entries []modelEntry
	groups  map[string]*modelGroup
	deleted ID
	added   uint64
	reading ID // where to read on
}

func newSubject() *subject {
	disk := pagetest.NewDisk()
	s := &subject{disk: disk, env: disk.Env(), groups: map[string]*modelGroup{}}
	s.stream.New(s.env)
	s.close()
	return s
}

func (s *subject) open() *Stream {
	s.stream.Open(s.env, s.bytes)
	return &s.stream
}

func (s *subject) close() { s.bytes = s.stream.AppendValue(nil) }

// store writes the stream to disk; what reads it for that goes on reading while it changes.
func (s *subject) store() {
	s.open().EachContainer(s.disk.Store)
	s.close()
}

func TestModel(t *testing.T) {
	for seed := range uint64(6) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		s := newSubject()
		for step := range 2500 {
			what := s.change(rnd, step)
			if step%20 == 0 {
				s.store()
			}
			if step%50 == 0 || step < 100 {
				if err := s.compare(s.open(), rnd); err != nil {
					t.Fatalf("seed %d, step %d, after %s: %v", seed, step, what, err)
				}
			}
		}
		other := page.Env{Arena: arena.New(), Seed: 1}
		c := s.open().CopyTo(other).(*Stream)
		if err := s.compare(c, rnd); err != nil {
			t.Fatalf("seed %d: the copy: %v", seed, err)
		}
		for _, v := range []*Stream{c, s.open()} {
			if got, want := v.Bytes()+v.tableBytes(), uint64(v.env.Arena.Stats().InUseBytes); got != want {
				t.Errorf("seed %d: Bytes is %d, the arena says %d", seed, got, want)
			}
			v.EachContainer(func(p *page.Pages) { p.FreeSome(all) })
			if left := v.env.Arena.Stats().InUseBytes; left != 0 {
				t.Errorf("seed %d: %d bytes are left", seed, left)
			}
		}
	}
}

// pairs makes up fields and values; the fields are often the same.
func pairs(rnd *rand.Rand) []string {
	fields := [][]string{{"name", "value"}, {"name", "value"}, {"n"}, {"name", "other"}, {}}[rnd.IntN(5)]
	var all []string
	for _, f := range fields {
		all = append(all, f, element(rnd))
	}
	return all
}

func element(rnd *rand.Rand) string {
	switch n := rnd.IntN(30); {
	case n < 10:
		return strconv.Itoa(rnd.IntN(1000) - 20)
	case n < 12:
		return strconv.FormatInt(rnd.Int64(), 10)
	case n < 13:
		return strings.Repeat("long", rnd.IntN(600))
	case n < 15:
		return ""
	}
	return strings.Repeat("x", rnd.IntN(90))
}

func bytesOf(words []string) [][]byte {
	var all [][]byte
	for _, w := range words {
		all = append(all, []byte(w))
	}
	return all
}

func (s *subject) nextID(rnd *rand.Rand) ID {
	last := s.stream.LastID
	switch rnd.IntN(40) {
	case 0:
		return ID{Hi: last.Hi + 1<<33, Lo: rnd.Uint64() >> 1}
	case 1, 2, 3:
		return ID{Hi: last.Hi, Lo: last.Lo + 1 + rnd.Uint64N(1<<40)}
	case 4:
		return ID{Hi: last.Hi + 1, Lo: last.Lo}
	}
	return ID{Hi: last.Hi + 1 + rnd.Uint64N(20)}
}

// anyID is often the id of an entry.
func (s *subject) anyID(rnd *rand.Rand) ID {
	if len(s.entries) == 0 || rnd.IntN(10) == 0 {
		return ID{Hi: rnd.Uint64N(s.stream.LastID.Hi + 2), Lo: rnd.Uint64N(2)}
	}
	return s.entries[rnd.IntN(len(s.entries))].id
}

// change does something to the stream and its model. The stream grows and shrinks in turns.
func (s *subject) change(rnd *rand.Rand, step int) (what string) {
	v := s.open()
	defer s.close()
	if rnd.IntN(3) == 0 {
		return s.changeGroup(rnd, v)
	}
	if rnd.IntN(3) == 0 {
		s.readOn(rnd, v)
		if rnd.IntN(2) == 0 {
			return "read"
		}
	}
	if n := len(s.entries); n > 0 && step%700 >= 400 {
		return s.shrink(rnd, v)
	}
	id, p := s.nextID(rnd), pairs(rnd)
	s.entries = append(s.entries, modelEntry{id, p})
	s.added++
	if tail, ok := OpenTail(s.bytes); ok && rnd.IntN(2) == 0 && tail.Append(id, bytesOf(p)) {
		s.open()
		return "Append in place"
	}
	v.Append(id, bytesOf(p))
	return "Append"
}

// readOn reads some entries behind those that were read last, and begins anew now and then.
func (s *subject) readOn(rnd *rand.Rand, v *Stream) {
	if rnd.IntN(20) == 0 {
		s.reading = s.anyID(rnd)
	}
	n := 1 + rnd.IntN(6)
	var want, got []string
	for _, e := range s.entries {
		if e.id.Compare(s.reading) >= 0 && len(want) < n {
			want = append(want, fmt.Sprint(e.id, e.pairs))
		}
	}
	from := s.reading
	v.Walk(from, MaxID, func(e *Entry) bool {
		got = append(got, text(e))
		s.reading, _ = Next(e.ID)
		return len(got) < n
	})
	if !slices.Equal(got, want) {
		panic(fmt.Sprintf("from %v: %q, want %q", from, got, want))
	}
}

func (s *subject) shrink(rnd *rand.Rand, v *Stream) (what string) {
	switch rnd.IntN(30) {
	case 0:
		keep := rnd.IntN(len(s.entries) + 1)
		v.TrimTo(uint64(keep))
		s.entries = slices.Clone(s.entries[len(s.entries)-keep:])
		return "TrimTo"
	case 1:
		id := s.anyID(rnd)
		want := slices.IndexFunc(s.entries, func(e modelEntry) bool { return e.id.Compare(id) >= 0 })
		if want < 0 {
			want = len(s.entries)
		}
		if got := v.CountBefore(id, all); got != want {
			panic(fmt.Sprintf("%d entries before %v, want %d", got, id, want))
		}
		if limit := rnd.IntN(5); v.CountBefore(id, limit) != min(want, limit) {
			panic("the limit of CountBefore")
		}
		return "CountBefore"
	}
	id := s.anyID(rnd)
	i := slices.IndexFunc(s.entries, func(e modelEntry) bool { return e.id == id })
	if got := v.Delete(id); got != (i >= 0) {
		panic(fmt.Sprintf("Delete %v: %v", id, got))
	}
	if i >= 0 {
		s.entries = slices.Delete(s.entries, i, i+1)
		if id.Compare(s.deleted) > 0 {
			s.deleted = id
		}
	}
	return "Delete"
}

func (s *subject) changeGroup(rnd *rand.Rand, v *Stream) (what string) {
	name := "group" + strconv.Itoa(rnd.IntN(3))
	m := s.groups[name]
	if m == nil {
		id := s.anyID(rnd)
		v.CreateGroup([]byte(name), id, Unknown)
		s.groups[name] = &modelGroup{last: id, consumers: map[string]int64{}, pending: map[ID]modelPending{}}
		return "CreateGroup"
	}
	if rnd.IntN(150) == 0 {
		delete(s.groups, name)
		if !v.DestroyGroup([]byte(name)) {
			panic("DestroyGroup finds nothing")
		}
		return "DestroyGroup"
	}
	g, found := v.Group([]byte(name))
	if !found {
		panic("the group is gone")
	}
	defer g.Save()
	if rnd.IntN(3) == 0 {
		m.last = s.anyID(rnd)
		g.LastID = m.last
	}
	consumer := []string{"alice", "bob", strings.Repeat("long", 200), "7"}[rnd.IntN(4)]
	if rnd.IntN(60) == 0 {
		g.DeleteConsumer([]byte(consumer))
		delete(m.consumers, consumer)
		for id, p := range m.pending {
			if p.consumer == consumer {
				delete(m.pending, id)
			}
		}
		return "DeleteConsumer"
	}
	if _, found := g.Consumer([]byte(consumer)); !found {
		g.CreateConsumer([]byte(consumer), 5)
		m.consumers[consumer] = 5
	}
	if c, _ := g.Consumer([]byte(consumer)); rnd.IntN(2) == 0 {
		c.Seen = rnd.Int64N(1000)
		m.consumers[consumer] = c.Seen
	}
	if rnd.IntN(3) == 0 {
		s.runs(rnd, g, m, consumer)
	}
	for range rnd.IntN(8) {
		id := s.anyID(rnd)
		if rnd.IntN(3) == 0 {
			_, want := m.pending[id]
			if got := g.Ack(id); got != want {
				panic(fmt.Sprintf("Ack %v: %v", id, got))
			}
			delete(m.pending, id)
			continue
		}
		p := modelPending{consumer, rnd.Int64N(1 << 44), rnd.Uint64N(300)}
		g.Deliver(id, p.time, p.count)
		m.pending[id] = p
	}
	return "Deliver and Ack"
}

// runs delivers or acknowledges entries that lie one behind the other, most of them new or pending.
func (s *subject) runs(rnd *rand.Rand, g *Group, m *modelGroup, consumer string) {
	from := rnd.IntN(len(s.entries) + 1)
	var ids []ID
	for _, e := range s.entries[from:min(from+rnd.IntN(120), len(s.entries))] {
		ids = append(ids, e.id)
	}
	if rnd.IntN(2) == 0 {
		p := modelPending{consumer, rnd.Int64N(1 << 44), rnd.Uint64N(300)}
		g.DeliverAll(ids, p.time, p.count)
		for _, id := range ids {
			m.pending[id] = p
		}
		return
	}
	want := len(m.pending)
	for _, id := range ids {
		delete(m.pending, id)
	}
	if got := g.AckAll(ids); got != want-len(m.pending) {
		panic(fmt.Sprintf("AckAll %v: %d", ids, got))
	}
}

// compare looks at the stream in every way there is.
func (s *subject) compare(v *Stream, rnd *rand.Rand) error {
	if v.Len() != len(s.entries) || v.Added != s.added || v.MaxDeleted != s.deleted {
		return fmt.Errorf("%d entries, %d added, deleted up to %v; want %d, %d, %v",
			v.Len(), v.Added, v.MaxDeleted, len(s.entries), s.added, s.deleted)
	}
	from, to := s.anyID(rnd), s.anyID(rnd)
	for _, r := range [][2]ID{{MinID, MaxID}, {from, to}, {from, MaxID}, {MinID, to}} {
		if err := s.compareRange(v, r[0], r[1]); err != nil {
			return err
		}
	}
	for i := range v.chunks.Len() {
		c, err := v.chunks.Get(i)
		if err == nil {
			err = checkChunk(c.ID, textOf(c.Value))
		}
		if err != nil {
			return err
		}
	}
	return s.compareGroups(v)
}

func (s *subject) compareRange(v *Stream, from, to ID) error {
	var want, got, back []string
	for _, e := range s.entries {
		if e.id.Compare(from) >= 0 && e.id.Compare(to) <= 0 {
			want = append(want, fmt.Sprint(e.id, e.pairs))
		}
	}
	v.Walk(from, to, func(e *Entry) bool { got = append(got, text(e)); return true })
	v.WalkBack(from, to, func(e *Entry) bool { back = append(back, text(e)); return true })
	slices.Reverse(back)
	if !slices.Equal(got, want) || !slices.Equal(back, want) {
		return fmt.Errorf("from %v to %v: %q and back %q, want %q", from, to, got, back, want)
	}
	return nil
}

func text(e *Entry) string {
	words := []string{}
	e.Each(func(f, v page.Item) {
		words = append(words, string(f.AppendText(nil)), string(v.AppendText(nil)))
	})
	return fmt.Sprint(e.ID, words)
}

func (s *subject) compareGroups(v *Stream) error {
	if v.Groups() != len(s.groups) {
		return fmt.Errorf("%d groups, want %d", v.Groups(), len(s.groups))
	}
	for name, m := range s.groups {
		g, found := v.Group([]byte(name))
		if !found || g.LastID != m.last || g.Pending() != len(m.pending) || g.Consumers() != len(m.consumers) {
			return fmt.Errorf("%s: found %v, %d pending, %d consumers; want %d and %d",
				name, found, g.Pending(), g.Consumers(), len(m.pending), len(m.consumers))
		}
		counts := map[string]int{}
		seen := 0
		var err error
		g.WalkPending(MinID, MaxID, func(p *Pending) bool {
			seen++
			counts[string(p.Consumer)]++
			if got := (modelPending{string(p.Consumer), p.Time, p.Count}); got != m.pending[p.ID] {
				err = fmt.Errorf("%s %v: pending %v, want %v", name, p.ID, got, m.pending[p.ID])
			}
			return true
		})
		if err != nil || seen != len(m.pending) {
			return fmt.Errorf("%d pending, want %d: %v", seen, len(m.pending), err)
		}
		g.EachConsumer(func(c *Consumer) {
			n := 0
			c.WalkPending(MinID, MaxID, func(p *Pending) bool { n++; return true })
			if n != counts[string(c.Name())] || n != c.Pending() || c.Seen != m.consumers[string(c.Name())] {
				err = fmt.Errorf("%s %s: %d pending, %d visited, want %d", name, c.Name(), c.Pending(), n, counts[string(c.Name())])
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tableBytes is what the tables of the containers take.
func (s *Stream) tableBytes() (n uint64) {
	s.EachContainer(func(p *page.Pages) { n += p.TableBytes() })
	return n
}
