package pagetree

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetest"
)

func testEnv() page.Env { return page.Env{Arena: arena.New()} }

func text(s string) page.Item { return page.Text([]byte(s)) }

func spell(it page.Item) string { return string(it.AppendText(nil)) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// element is an entry of any shape, comparable.
type element struct {
	score float64
	id    page.ID
	text  string
}

func (e element) entry(s page.Shape) page.Entry {
	if s == page.IDs {
		return page.Entry{ID: e.id, Value: text(e.text)}
	}
	return page.Entry{Score: e.score, Key: text(e.text)}
}

func (e element) bound() page.Bound {
	return page.Bound{Score: e.score, Member: text(e.text), ID: e.id}
}

func elementOf(s page.Shape, e page.Entry) element {
	if s == page.IDs {
		return element{id: e.ID, text: spell(e.Value)}
	}
	return element{score: e.Score, text: spell(e.Key)}
}

func compare(s page.Shape, a, b element) int {
	if s == page.IDs {
		return a.id.Compare(b.id)
	}
	if a.score != b.score {
		return map[bool]int{true: -1, false: 1}[a.score < b.score]
	}
	return strings.Compare(a.text, b.text)
}

// model is a tree and what it should hold.
type model struct {
	t    *testing.T
	rnd  *rand.Rand
	disk *pagetest.Disk
	tree Tree
	want []element
}

func newModel(t *testing.T, s page.Shape) *model {
	disk := pagetest.NewDisk()
	o := &model{t: t, rnd: rand.New(rand.NewPCG(1, 2)), disk: disk, tree: New(disk.Env(), s)}
	o.tree.Squeeze(true)
	return o
}

func (o *model) text() string {
	switch n := o.rnd.IntN(100); {
	case n == 0:
		return strings.Repeat("x", 500+o.rnd.IntN(1000))
	case n < 10:
		return strings.Repeat("member:", 1+o.rnd.IntN(30)) + strconv.Itoa(o.rnd.IntN(1000))
	case n < 40:
		return strconv.Itoa(o.rnd.IntN(1<<o.rnd.IntN(40)+1) - 5)
	}
	return fmt.Sprintf("member:%d", o.rnd.IntN(1000000))
}

func (o *model) element() element {
	e := element{text: o.text()}
	switch o.tree.shape {
	case page.Scored: // many members share a score
		e.score = []float64{0, 1, -1, 0.5, math.Inf(1), math.Inf(-1), o.rnd.Float64() * 100, float64(o.rnd.IntN(50))}[o.rnd.IntN(8)]
	case page.IDs:
		e.id = page.ID{Hi: o.rnd.Uint64N(40), Lo: o.rnd.Uint64N(200)}
	}
	return e
}

func (o *model) search(e element) (int, bool) {
	return slices.BinarySearchFunc(o.want, e, func(a, b element) int { return compare(o.tree.shape, a, b) })
}

func (o *model) add(e element) {
	added, err := o.tree.Add(e.entry(o.tree.shape))
	check(o.t, err)
	i, had := o.search(e)
	if had == added {
		o.t.Fatalf("Add(%v) = %v", e, added)
	}
	if added {
		o.want = slices.Insert(o.want, i, e)
	}
}

func (o *model) insert(i int, e element) {
	check(o.t, o.tree.Insert(i, e.entry(page.Items)))
	o.want = slices.Insert(o.want, i, e)
}

func (o *model) delete(e element) {
	gone, err := o.tree.Delete(e.bound())
	check(o.t, err)
	i, had := o.search(e)
	if had != gone {
		o.t.Fatalf("Delete(%v) = %v", e, gone)
	}
	if had {
		o.want = slices.Delete(o.want, i, i+1)
	}
}

// move gives an element another score: that of its neighbourhood, which mostly leaves it in its leaf, or any.
func (o *model) move(i int) {
	from, to := o.want[i], o.element()
	to.text = from.text
	if o.rnd.IntN(3) > 0 {
		to.score = o.want[min(i+o.rnd.IntN(20), len(o.want)-1)].score + o.rnd.Float64()/1000
	}
	at, had := o.search(to)
	if had {
		return // members are there once only, where this is used
	}
	moved, err := o.tree.Move(from.bound(), to.score)
	check(o.t, err)
	if !moved {
		o.t.Fatalf("Move(%v, %v) has found nothing", from, to.score)
	}
	o.want = slices.Insert(o.want, at, to)
	if at <= i {
		i++
	}
	o.want = slices.Delete(o.want, i, i+1)
}

func (o *model) deleteRange(i, n int) {
	check(o.t, o.tree.DeleteRange(i, n))
	o.want = slices.Delete(o.want, i, i+n)
}

func (o *model) pop(i int) {
	got, err := o.tree.Pop([]byte("x"), i)
	check(o.t, err)
	if string(got) != "x"+o.want[i].text {
		o.t.Fatalf("Pop(%d) = %q, want %q", i, got, o.want[i].text)
	}
	o.want = slices.Delete(o.want, i, i+1)
}

func (o *model) replace(i int) {
	e := o.element()
	e.id = o.want[i].id
	check(o.t, o.tree.Replace(i, e.entry(o.tree.shape)))
	o.want[i] = e
}

func (o *model) rank(e element) {
	rank, found, err := o.tree.Rank(e.bound())
	check(o.t, err)
	if i, had := o.search(e); i != rank || had != found {
		o.t.Fatalf("Rank(%v) = %d, %v; want %d, %v", e, rank, found, i, had)
	}
}

func (o *model) get(i int) {
	e, err := o.tree.Get(i)
	check(o.t, err)
	if elementOf(o.tree.shape, e) != o.want[i] {
		o.t.Fatalf("Get(%d) = %v, want %v", i, elementOf(o.tree.shape, e), o.want[i])
	}
}

// verify compares everything, after a round trip of the root, and then stores it. Now and then it takes all pages out of
// memory; else a checkpoint is still reading them while they change, or move to another arena.
func (o *model) verify() {
	o.t.Helper()
	defer func() {
		switch o.rnd.IntN(4) {
		case 0, 1:
			o.disk.Chill(o.tree.Pages())
		case 2:
			o.disk.Store(o.tree.Pages())
		default:
			o.disk.Store(o.tree.Pages())
			o.tree.Pages().MoveTo(arena.New())
		}
	}()
	check(o.t, o.tree.Open(o.tree.pages.Env, o.tree.AppendRoot(nil)))
	o.tree.Squeeze(true)
	check(o.t, o.tree.Check())
	if o.tree.Len() != len(o.want) {
		o.t.Fatalf("Len = %d, want %d", o.tree.Len(), len(o.want))
	}
	if got := uint64(o.tree.pages.Arena.Stats().InUseBytes); got != o.tree.Bytes()+o.tree.pages.TableBytes() {
		o.t.Fatalf("arena has %d bytes in use, the tree knows of %d", got, o.tree.Bytes())
	}
	forward, backward := CursorAt(0), CursorAt(len(o.want))
	for i := range o.want {
		o.step(o.tree.Next, &forward, i)
		o.step(o.tree.Prev, &backward, len(o.want)-1-i)
	}
	if _, ok, err := o.tree.Next(&forward); ok || err != nil {
		o.t.Fatalf("Next at the end: %v, %v", ok, err)
	}
	if _, ok, err := o.tree.Prev(&backward); ok || err != nil {
		o.t.Fatalf("Prev at the start: %v, %v", ok, err)
	}
}

func (o *model) step(move func(*Cursor) (page.Entry, bool, error), c *Cursor, want int) {
	e, ok, err := move(c)
	check(o.t, err)
	if !ok || elementOf(o.tree.shape, e) != o.want[want] {
		o.t.Fatalf("cursor gave %v, %v; want %v at %d", elementOf(o.tree.shape, e), ok, o.want[want], want)
	}
}

func TestOrderedAgainstModel(t *testing.T) {
	for _, s := range []page.Shape{page.Scored, page.IDs} {
		t.Run(fmt.Sprint(s), func(t *testing.T) {
			o := newModel(t, s)
			for _, wave := range []struct{ ops, deletes int }{{15000, 10}, {12000, 95}, {8000, 20}} {
				for i := range wave.ops {
					switch {
					case len(o.want) > 0 && o.rnd.IntN(100) < wave.deletes:
						o.delete(o.want[o.rnd.IntN(len(o.want))])
					case len(o.want) > 0 && s == page.IDs && o.rnd.IntN(4) == 0:
						o.replace(o.rnd.IntN(len(o.want)))
					case len(o.want) > 0 && s == page.Scored && o.rnd.IntN(3) == 0:
						o.move(o.rnd.IntN(len(o.want)))
					default:
						o.add(o.element())
					}
					o.rank(o.element())
					if len(o.want) > 0 {
						at := o.rnd.IntN(len(o.want))
						o.get(at)
						o.rank(o.want[at])
					}
					if i%1500 == 0 {
						o.verify()
					}
				}
				o.verify()
			}
			for len(o.want) > 0 {
				n := min(1+o.rnd.IntN(300), len(o.want))
				o.deleteRange(o.rnd.IntN(len(o.want)-n+1), n)
				o.verify()
			}
		})
	}
}

func TestListAgainstModel(t *testing.T) {
	o := newModel(t, page.Items)
	for _, wave := range []struct{ ops, deletes int }{{15000, 10}, {12000, 90}, {8000, 40}} {
		for i := range wave.ops {
			n := len(o.want)
			at := []int{0, n, o.rnd.IntN(n + 1)}[o.rnd.IntN(3)]
			switch {
			case n > 0 && o.rnd.IntN(100) < wave.deletes && i%2 == 0:
				o.pop(min(at, n-1))
			case n > 0 && o.rnd.IntN(100) < wave.deletes:
				o.deleteRange(min(at, n-1), 1)
			case n > 0 && o.rnd.IntN(5) == 0:
				o.replace(min(at, n-1))
			default:
				o.insert(at, o.element())
			}
			if n := len(o.want); n > 0 {
				o.get(o.rnd.IntN(n))
			}
			if i%1500 == 0 {
				o.verify()
			}
		}
		o.verify()
	}
	for len(o.want) > 0 {
		n := min(1+o.rnd.IntN(500), len(o.want))
		o.deleteRange(o.rnd.IntN(len(o.want)-n+1), n)
		o.verify()
	}
}

// TestManyLevels uses members so long that nodes fill, split and join.
func TestManyLevels(t *testing.T) {
	for _, same := range []bool{false, true} {
		o := newModel(t, page.Scored)
		pad := strings.Repeat("p", 400)
		for i := range 12000 {
			e := element{text: pad + strconv.Itoa(o.rnd.IntN(1<<30))}
			if !same {
				e.score = float64(o.rnd.IntN(1 << 20))
			}
			o.add(e)
			if i%4000 == 0 {
				o.verify()
			}
		}
		o.verify()
		if level := o.tree.pages.Read(o.tree.ref).Level(); level < 2 {
			t.Fatalf("only %d levels", level)
		}
		for len(o.want) > 0 {
			i := o.rnd.IntN(len(o.want))
			o.delete(o.want[i])
			if len(o.want)%3000 == 0 {
				o.verify()
			}
		}
		o.tree.Free()
		if used := o.tree.pages.Arena.Stats().InUseBytes; used != 0 {
			t.Fatalf("%d bytes left", used)
		}
	}
}

func TestSides(t *testing.T) {
	o := newModel(t, page.Scored)
	for range 5000 {
		o.add(element{score: float64(o.rnd.IntN(5)), text: []string{"", "\xff\xff\xff\xff\xff\xff\xff\xff\xff"}[o.rnd.IntN(2)] + o.text()})
	}
	for score := -1.0; score <= 5; score += 0.5 {
		for _, side := range []page.Side{page.Before, page.After} {
			rank, found, err := o.tree.Rank(page.Bound{Score: score, Side: side})
			check(t, err)
			want := 0
			for _, e := range o.want {
				if e.score < score || e.score == score && side == page.After {
					want++
				}
			}
			if rank != want || found {
				t.Errorf("Rank(%v, %d) = %d, %v; want %d", score, side, rank, found, want)
			}
		}
	}
}

func TestFill(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	const n = 50000
	for name, at := range map[string]func(i int) int{
		"push":   func(i int) int { return i },
		"front":  func(int) int { return 0 },
		"random": func(i int) int { return rnd.IntN(i + 1) },
	} {
		tree, bytes := New(testEnv(), page.Items), 0
		for i := range n {
			e := page.Entry{Key: text(fmt.Sprintf("element-%08d", i))}
			check(t, tree.Insert(at(i), e))
			bytes += page.Items.Len(&e)
		}
		check(t, tree.Check())
		limit := 0.85
		if name != "random" {
			limit = 0.97
		}
		if fill := float64(bytes) / float64(tree.Bytes()); fill < limit {
			t.Errorf("%s: entries fill %.3f of the memory", name, fill)
		}
	}
}

func TestFreeSome(t *testing.T) {
	o := newModel(t, page.Scored)
	for range 20000 {
		o.add(o.element())
	}
	steps := 1
	for ; !o.tree.Pages().FreeSome(16); steps++ {
	}
	if used := o.tree.pages.Arena.Stats().InUseBytes; used != 0 || o.tree.Bytes() != 0 || steps < 5 {
		t.Fatalf("%d bytes left, %d by account, after %d steps", used, o.tree.Bytes(), steps)
	}
}

func TestOutOfRange(t *testing.T) {
	o := newModel(t, page.Items)
	o.insert(0, element{text: "only"})
	for _, i := range []int{-1, 1, 2} {
		if _, err := o.tree.Get(i); !errors.Is(err, page.ErrRange) {
			t.Errorf("Get(%d): %v", i, err)
		}
		if err := o.tree.Replace(i, page.Entry{}); !errors.Is(err, page.ErrRange) {
			t.Errorf("Replace(%d): %v", i, err)
		}
	}
	for _, i := range []int{-1, 2} {
		if err := o.tree.Insert(i, page.Entry{}); !errors.Is(err, page.ErrRange) {
			t.Errorf("Insert(%d): %v", i, err)
		}
	}
	o.verify()
}

func TestNoAllocations(t *testing.T) {
	o := newModel(t, page.Scored)
	list := New(testEnv(), page.Items)
	for range 5000 {
		o.add(o.element())
		check(t, list.Insert(list.Len(), page.Entry{Key: page.Int(int64(list.Len()))}))
	}
	member, i := []byte("some member"), 0
	allocs := testing.AllocsPerRun(1000, func() {
		i++
		e := page.Entry{Score: float64(i), Key: page.Text(member)}
		_, _ = o.tree.Add(e)
		_, _, _ = o.tree.Rank(page.BoundOf(&e))
		_, _ = o.tree.Get(i)
		_, _ = o.tree.Delete(page.BoundOf(&e))
		_ = list.Insert(list.Len(), page.Entry{Key: page.Text(member)})
		_ = list.DeleteRange(0, 1)
		c := CursorAt(i)
		_, _, _ = list.Next(&c)
		_, _, _ = list.Prev(&c)
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

// TestDirty looks which pages a change reads and marks: those on the way to its leaf.
func TestDirty(t *testing.T) {
	o := newModel(t, page.Items)
	for i := range 50000 {
		check(t, o.tree.Insert(i, page.Entry{Key: text("some element")}))
	}
	height := o.tree.pages.Read(o.tree.ref).Level()
	o.disk.Chill(o.tree.Pages())
	_, err := o.tree.Pop(nil, 25000)
	check(t, err)
	dirty := 0
	o.tree.Pages().EachDirty(func(page.Container, page.Number, []byte) { dirty++ })
	if dirty != height+1 || height < 2 || o.disk.Loads > height+3 {
		t.Errorf("%d pages loaded and %d dirty in a tree of height %d", o.disk.Loads, dirty, height)
	}
}

// TestDroppedPages wants pages that are dropped to leave the disk with the next checkpoint, those with numbers that were
// used again before it included, and blobs that were not even in memory.
func TestDroppedPages(t *testing.T) {
	o := newModel(t, page.Items)
	long := text(strings.Repeat("long", 1000))
	most := 0
	for round := range 6 {
		for i := range 3000 {
			it := text("some element")
			if i%300 == 0 {
				it = long
			}
			check(t, o.tree.Insert(i, page.Entry{Key: it}))
		}
		if round%2 == 0 {
			o.disk.Store(o.tree.Pages())
		} else {
			o.disk.Chill(o.tree.Pages())
		}
		if most = max(most, o.disk.Pages()); most > o.disk.Pages()+5 || o.disk.Pages() < 20 {
			t.Errorf("round %d: %d pages, at most %d before", round, o.disk.Pages(), most)
		}
		check(t, o.tree.DeleteRange(5, o.tree.Len()-5))
		for range 3 { // numbers come and go
			for i := range 500 {
				check(t, o.tree.Insert(i, page.Entry{Key: long}))
			}
			check(t, o.tree.DeleteRange(0, 500))
		}
		o.disk.Store(o.tree.Pages())
		if n := o.disk.Pages(); n > 8 { // a root, a leaf, and the blobs of five elements
			t.Errorf("round %d: %d pages are left of five elements", round, n)
		}
		check(t, o.tree.DeleteRange(0, o.tree.Len()))
		o.disk.Store(o.tree.Pages())
		if n := o.disk.Pages(); n > 0 {
			t.Errorf("round %d: %d pages are left of nothing", round, n)
		}
	}
}

// TestNumbersComeBack lets a queue grow and shrink, and leave memory in between, which forgets the numbers of free pages.
func TestNumbersComeBack(t *testing.T) {
	const most, least, rounds = 6000, 100, 12
	o := newModel(t, page.Items)
	highest := page.Number(0)
	for round := range rounds {
		for i := len(o.want); i < most; i++ { // each in a page of its own
			o.insert(i, element{text: fmt.Sprintf("%0600d", round*most+i)})
		}
		if round == 1 {
			for o.tree.Pages().Has(highest + 1) {
				highest++
			}
		}
		check(t, o.tree.DeleteRange(0, most-least))
		o.want = slices.Delete(o.want, 0, most-least)
		o.disk.Chill(o.tree.Pages())
		for i := range 50 { // a few at a time, with what is in memory and what is not
			o.insert(len(o.want), element{text: fmt.Sprintf("%0600d", i)})
		}
		o.disk.Store(o.tree.Pages())
		check(t, o.tree.DeleteRange(0, 50))
		o.want = slices.Delete(o.want, 0, 50)
		o.verify()
	}
	if at := highest * 2; o.tree.Pages().Has(at) {
		t.Errorf("number %d was given out, where %d pages have been in use at most", at, highest)
	}
}

func TestCursorTurns(t *testing.T) {
	o := newModel(t, page.Items)
	for i := range 2000 {
		o.insert(i, element{text: strconv.Itoa(i)})
	}
	c := CursorAt(1000)
	for range 5000 {
		at := c.Index()
		for range o.rnd.IntN(100) {
			if o.rnd.IntN(50) == 0 {
				break
			}
			if at%2 == 0 && c.Index() < len(o.want) {
				o.step(o.tree.Next, &c, c.Index())
			} else if at%2 == 1 && c.Index() > 0 {
				o.step(o.tree.Prev, &c, c.Index()-1)
			}
		}
	}
}
