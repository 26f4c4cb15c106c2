package stream

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
)

// busy is a stream that does everything that streams do by themselves, kept as bytes between two changes.
type busy struct {
	env    page.Env
	bytes  []byte
	stream Stream
	now    int64
	next   uint64
	order  map[string][]ID // what each lane must deliver, in order
	taken  map[ID]bool     // pending now
	dead   int
}

func (b *busy) open() *Stream {
	b.stream.Open(b.env, b.bytes)
	return &b.stream
}

func (b *busy) close() { b.bytes = b.stream.AppendValue(nil) }

func newBusy() *busy {
	b := &busy{env: page.Env{Arena: arena.New(), Seed: 1}, now: 1000, order: map[string][]ID{}, taken: map[ID]bool{}}
	b.stream.New(b.env)
	g := b.stream.CreateGroup([]byte("g"), MinID, 0)
	g.Properties = Properties{Visibility: 50, Backoff: 150, MaxVisibility: 500, MaxDeliveries: 4, DeadLetter: "dead"}
	g.SetOrderBy("lane")
	g.CreateConsumer([]byte("a"), 0)
	g.CreateConsumer([]byte("b"), 0)
	g.Save()
	b.close()
	return b
}

// step does one thing at random.
func (b *busy) step(rnd *rand.Rand) error {
	s := b.open()
	defer b.close()
	b.now += rnd.Int64N(20)
	switch rnd.IntN(8) {
	case 0, 1:
		b.next++
		id, lane := ID{Hi: b.next}, "lane"+strconv.Itoa(rnd.IntN(6))
		s.Append(id, bytesOf([]string{"lane", lane, "n", "1"}))
		b.order[lane] = append(b.order[lane], id)
	case 2:
		at := b.now + rnd.Int64N(100)
		s.Delay(s.NextDelayed(at), bytesOf(pairs(rnd)))
	case 3:
		b.showDelayed(s)
	case 4:
		return b.remember(s, rnd)
	case 5:
		return b.deliver(s, []string{"a", "b"}[rnd.IntN(2)])
	default:
		return b.finish(s, rnd)
	}
	return nil
}

func (b *busy) showDelayed(s *Stream) {
	var due []ID
	s.WalkDelayed(MinID, ID{Hi: uint64(b.now), Lo: MaxID.Lo}, func(name ID, _ [][]byte) bool {
		due = append(due, name)
		return true
	})
	for _, name := range due {
		s.Forget(name)
	}
	if s.NextDue(0) != 0 && s.Delayed() > 0 {
		s.WalkDelayed(MinID, MaxID, func(name ID, _ [][]byte) bool {
			if int64(name.Hi) <= b.now {
				panic("a delayed entry is left behind")
			}
			return true
		})
	}
}

func (b *busy) remember(s *Stream, rnd *rand.Rand) error {
	producer, name := []byte("p"+strconv.Itoa(rnd.IntN(3))), []byte("n"+strconv.Itoa(rnd.IntN(300)))
	if _, known := s.Known(producer, name, b.now); known {
		return nil
	}
	s.Remember(producer, name, ID{Hi: 7}, b.now)
	if id, known := s.Known(producer, name, b.now); !known || id != (ID{Hi: 7}) {
		return fmt.Errorf("a name is forgotten at once")
	}
	if n := s.Idempotence.Names(); n > 3*DefaultIdempotenceSize {
		return fmt.Errorf("%d names are remembered", n)
	}
	return nil
}

// deliver reads as XREADGROUP does: what is due, whose turn it is, and what is new.
func (b *busy) deliver(s *Stream, consumer string) error {
	g, _ := s.Group([]byte("g"))
	g.Consumer([]byte(consumer))
	defer func() { g.Save() }()
	var due []ID
	g.Due(b.now, func(id ID) bool { due = append(due, id); return true })
	for _, id := range due {
		p, found := g.Find(id)
		if !found || !p.IsDue(b.now) || g.Properties.IsExhausted(p.Count) {
			return fmt.Errorf("%v is due and pending as %+v", id, p)
		}
		g.Deliver(id, b.now, p.Again())
	}
	if err := b.bury(g); err != nil {
		return err
	}
	for id, found := g.NextTurn(); found; id, found = g.NextTurn() {
		if err := b.take(g, id); err != nil {
			return err
		}
	}
	var fresh []ID
	start, _ := Next(g.LastID)
	s.Walk(start, MaxID, func(e *Entry) bool {
		id := e.ID
		if g.LastID = id; !g.Park(e) {
			fresh = append(fresh, id)
			g.Deliver(id, b.now, 1)
		}
		return true
	})
	for _, id := range fresh {
		if err := b.note(id); err != nil {
			return err
		}
	}
	return nil
}

// bury acknowledges what goes to the dead letters, as the background does.
func (b *busy) bury(g *Group) error {
	var dying []ID
	g.Dying(b.now, func(id ID) bool { dying = append(dying, id); return true })
	for _, id := range dying {
		if p, found := g.Find(id); !found || p.Due > b.now || !g.Properties.IsExhausted(p.Count) {
			return fmt.Errorf("%v dies and is pending as %+v", id, p)
		}
		b.ack(g, id)
		b.dead++
	}
	if at := g.NextDue(); at != 0 && at <= b.now {
		return fmt.Errorf("something is due at %d, left behind at %d", at, b.now)
	}
	return nil
}

// ack acknowledges what is pending: the next entry of its lane.
func (b *busy) ack(g *Group, id ID) bool {
	delete(b.taken, id)
	for lane, ids := range b.order {
		if len(ids) > 0 && ids[0] == id {
			b.order[lane] = ids[1:]
		}
	}
	return g.Ack(id)
}

func (b *busy) take(g *Group, id ID) error {
	g.Deliver(id, b.now, 1)
	return b.note(id)
}

// note checks that an entry is the next one of its lane.
func (b *busy) note(id ID) error {
	for lane, ids := range b.order {
		if i := slices.Index(ids, id); i > 0 {
			return fmt.Errorf("%v of %s is delivered before %v", id, lane, ids[0])
		}
	}
	b.taken[id] = true
	return nil
}

// finish acknowledges what is pending, or gives it back.
func (b *busy) finish(s *Stream, rnd *rand.Rand) error {
	g, _ := s.Group([]byte("g"))
	defer func() { g.Save() }()
	for _, id := range slices.SortedFunc(maps.Keys(b.taken), ID.Compare) {
		if rnd.IntN(3) == 0 {
			if !g.Release(id, b.now+rnd.Int64N(30), 2+rnd.Uint64N(3), []byte("why")) {
				return fmt.Errorf("%v is not pending", id)
			}
			continue
		}
		if !b.ack(g, id) {
			return fmt.Errorf("%v is not pending", id)
		}
	}
	return nil
}

// TestBusy has everything happen at random: lanes stay in order, nothing is due that is not pending, and all memory is
// accounted for and freed.
func TestBusy(t *testing.T) {
	compared := 0
	for seed := range uint64(5) {
		rnd, b := rand.New(rand.NewPCG(seed, 3)), newBusy()
		for step := range 1500 {
			if err := b.step(rnd); err != nil {
				t.Fatalf("seed %d, step %d: %v", seed, step, err)
			}
		}
		if b.dead < 10 {
			t.Errorf("seed %d: only %d entries have died", seed, b.dead)
		}
		s := b.open()
		other := page.Env{Arena: arena.New(), Seed: 1}
		c := s.CopyTo(other).(*Stream)
		g, _ := s.Group([]byte("g"))
		pending, parked, scheduled := g.Pending(), g.Parked(), g.Scheduled()
		if h, _ := c.Group([]byte("g")); h.Pending() != pending || h.Parked() != parked || h.Scheduled() != scheduled {
			t.Errorf("seed %d: the copy has %d pending, %d parked, %d scheduled, want %d, %d, %d", seed,
				h.Pending(), h.Parked(), h.Scheduled(), pending, parked, scheduled)
		}
		compared += min(parked, 1) + min(pending, 1) + min(scheduled, 1)
		for _, v := range []*Stream{c, s} {
			if got, want := v.Bytes()+v.tableBytes(), uint64(v.env.Arena.Stats().InUseBytes); got != want {
				t.Errorf("seed %d: Bytes is %d, the arena says %d", seed, got, want)
			}
			v.EachContainer(func(p *page.Pages) { p.FreeSome(all) })
			if left := v.env.Arena.Stats().InUseBytes; left != 0 {
				t.Errorf("seed %d: %d bytes are left", seed, left)
			}
		}
	}
	if compared < 5 {
		t.Errorf("the copies had nothing to compare %d times", 15-compared)
	}
}

func TestProperties(t *testing.T) {
	p := Properties{Visibility: 1000, Backoff: 200, MaxVisibility: 5000}
	for count, want := range map[uint64]int64{0: 1000, 1: 1000, 2: 2000, 3: 4000, 4: 5000, 1 << 63: 5000} {
		if got := p.Due(7, count) - 7; got != want {
			t.Errorf("delivery %d is due after %d, want %d", count, got, want)
		}
	}
	if p := (Properties{Visibility: MaxTime, Backoff: 10000}); p.Due(5, 9) != MaxTime {
		t.Error("a time overflows")
	}
}

func TestExcess(t *testing.T) {
	s := new(Stream)
	s.New(page.Env{Arena: arena.New(), Seed: 1})
	for i := range uint64(5000) {
		s.Append(ID{Hi: 1000 + i}, bytesOf([]string{"f", "0123456789012345"}))
	}
	s.CreateGroup([]byte("g"), ID{Hi: 1999}, Unknown)
	for _, c := range []struct {
		r            Retention
		limit        int
		excess, held int
	}{
		{Retention{}, all, 0, 0},
		{Retention{Length: 4500}, all, 500, 0},
		{Retention{Length: 3000}, all, 1000, 1000},
		{Retention{Length: 3000, Unread: true}, all, 2000, 0},
		{Retention{Length: 3000}, 300, 300, 0},
		{Retention{AgeMillis: 5000}, all, 500, 0},
		{Retention{AgeMillis: 1}, all, 1000, 4000},
	} {
		s.Retention = c.r
		if excess, held := s.Excess(6500, c.limit); excess != c.excess || held != c.held {
			t.Errorf("%+v: %d and %d held, want %d and %d", c.r, excess, held, c.excess, c.held)
		}
	}
	s.Retention = Retention{Bytes: int64(s.EntryBytes() / 2), Unread: true}
	if excess, _ := s.Excess(0, all); excess < 2400 || excess > 2600 {
		t.Errorf("half of the bytes are %d entries of 5000", excess)
	}
	s.env.Arena.Release()
}
