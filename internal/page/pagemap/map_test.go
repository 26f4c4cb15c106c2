package pagemap

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetest"
)

func testEnv() page.Env { return page.Env{Arena: arena.New(), Seed: 42} }

func text(s string) page.Item { return page.Text([]byte(s)) }

func spell(it page.Item) string { return string(it.AppendText(nil)) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

type field struct {
	value string
	at    int64
}

// model is a map and what it should hold.
type model struct {
	t    *testing.T
	rnd  *rand.Rand
	disk *pagetest.Disk
	m    Map
	want map[string]field
}

func newModel(t *testing.T, shape page.Shape) *model {
	disk := pagetest.NewDisk()
	return &model{t, rand.New(rand.NewPCG(1, 2)), disk, New(disk.Env(), shape), map[string]field{}}
}

// key makes keys of all forms: integers, short texts, texts with a long head,
// and some that need a blob.
func (o *model) key(space int) string {
	n := o.rnd.IntN(space)
	switch n % 64 {
	case 0:
		return strings.Repeat("k", 600) + strconv.Itoa(n)
	case 1, 2:
		return strings.Repeat("k", 200) + strconv.Itoa(n)
	}
	if n%2 == 0 {
		return strconv.Itoa(n - space/2)
	}
	return fmt.Sprintf("field:%d", n)
}

func (o *model) value() string {
	if o.m.shape == page.Items {
		return ""
	}
	switch o.rnd.IntN(40) {
	case 0:
		return strings.Repeat("v", o.rnd.IntN(2000))
	case 1, 2, 3, 4:
		return strings.Repeat("v", o.rnd.IntN(200))
	}
	return strconv.Itoa(o.rnd.IntN(1 << o.rnd.IntN(30)))
}

func (o *model) set(key string) {
	f := field{value: o.value()}
	if o.m.shape == page.Pairs && o.rnd.IntN(8) == 0 {
		f.at = 1 + o.rnd.Int64N(1<<40)
	}
	added, err := o.m.Set(page.Entry{Key: text(key), Value: text(f.value), ExpireAt: f.at})
	check(o.t, err)
	if _, had := o.want[key]; had == added {
		o.t.Fatalf("Set(%.20q) added %v", key, added)
	}
	o.want[key] = f
}

func (o *model) delete(key string) {
	gone, err := o.m.Delete(text(key))
	check(o.t, err)
	if _, had := o.want[key]; had != gone {
		o.t.Fatalf("Delete(%.20q) = %v", key, gone)
	}
	delete(o.want, key)
}

func (o *model) get(key string) {
	e, ok, err := o.m.Get(text(key))
	check(o.t, err)
	want, had := o.want[key]
	if ok != had || ok && (spell(e.Value) != want.value || e.ExpireAt != want.at) {
		o.t.Fatalf("Get(%.20q) = %.20q, %d, %v; want %.20q, %d, %v", key, spell(e.Value), e.ExpireAt, ok, want.value, want.at, had)
	}
}

func (o *model) expire(key string) {
	at := o.rnd.Int64N(1<<40) * o.rnd.Int64N(2)
	ok, err := o.m.Expire(text(key), at)
	check(o.t, err)
	f, had := o.want[key]
	if ok != had {
		o.t.Fatalf("Expire(%.20q) = %v", key, ok)
	}
	if had {
		f.at = at
		o.want[key] = f
	}
}

// verify compares everything, after a round trip of the root, and then stores it. Now and then it takes all pages out of
// memory; else a checkpoint is still reading them while they change, or move to another arena.
func (o *model) verify() {
	o.t.Helper()
	defer func() {
		switch o.rnd.IntN(4) {
		case 0, 1:
			o.disk.Chill(o.m.Pages())
		case 2:
			o.disk.Store(o.m.Pages())
		default:
			o.disk.Store(o.m.Pages())
			o.m.Pages().MoveTo(arena.New())
		}
	}()
	check(o.t, o.m.Open(o.m.pages.Env, o.m.AppendRoot(nil)))
	check(o.t, o.m.Check())
	if o.m.Len() != len(o.want) {
		o.t.Fatalf("Len = %d, want %d", o.m.Len(), len(o.want))
	}
	seen := map[string]bool{}
	_, err := o.m.Scan(0, o.m.Len()+1, func(e page.Entry) {
		k := spell(e.Key)
		if w, ok := o.want[k]; !ok || seen[k] || w.value != spell(e.Value) || w.at != e.ExpireAt {
			o.t.Fatalf("scan gave %.20q", k)
		}
		seen[k] = true
	})
	check(o.t, err)
	if len(seen) != len(o.want) {
		o.t.Fatalf("scan gave %d of %d", len(seen), len(o.want))
	}
	if got := uint64(o.m.pages.Arena.Stats().InUseBytes); got != o.m.Bytes()+o.m.pages.TableBytes() {
		o.t.Fatalf("arena has %d bytes in use, the map knows of %d", got, o.m.Bytes())
	}
}

func TestAgainstModel(t *testing.T) {
	for _, shape := range []page.Shape{page.Items, page.Pairs} {
		t.Run(fmt.Sprint(shape), func(t *testing.T) {
			o := newModel(t, shape)
			// Waves: mostly sets, then mostly deletes, until nothing is left.
			for _, wave := range []struct{ ops, deletes int }{{20000, 10}, {20000, 85}, {20000, 30}} {
				for i := range wave.ops {
					key := o.key(8000)
					switch {
					case o.rnd.IntN(100) < wave.deletes:
						o.delete(key)
					case shape == page.Pairs && o.rnd.IntN(5) == 0:
						o.expire(key)
					default:
						o.set(key)
					}
					o.get(o.key(8000))
					if i%2000 == 0 {
						o.verify()
					}
				}
				o.verify()
			}
			for key := range o.want {
				o.delete(key)
			}
			o.verify()
			if used := o.m.pages.Arena.Stats().InUseBytes; uint64(used) != o.m.pages.TableBytes() || o.m.ref != 0 {
				t.Fatalf("%d bytes left in an empty map", used)
			}
		})
	}
}

func TestShrinksToOneBucket(t *testing.T) {
	o := newModel(t, page.Items)
	for i := range 20000 {
		o.set(strconv.Itoa(i))
	}
	for i := range 19990 {
		o.delete(strconv.Itoa(i))
	}
	o.verify()
	if o.m.Bytes() > 4096 {
		t.Fatalf("%d bytes for ten members", o.m.Bytes())
	}
}

func TestFill(t *testing.T) {
	m := New(testEnv(), page.Pairs)
	entries := 0
	for i := range 50000 {
		e := page.Entry{Key: text(fmt.Sprintf("field:%010d", i)), Value: text(fmt.Sprintf("value-%010d", i))}
		_, err := m.Set(e)
		check(t, err)
		entries += page.Pairs.Len(&e)
	}
	if fill := float64(entries) / float64(m.Bytes()); fill < 0.85 {
		t.Errorf("entries fill %.3f of the memory", fill)
	}
}

func TestScanWhileChanging(t *testing.T) {
	for _, shrink := range []bool{false, true} {
		o := newModel(t, page.Items)
		for i := range 4000 {
			o.set("stays" + strconv.Itoa(i))
		}
		for i := range 16000 {
			if shrink {
				o.set("other" + strconv.Itoa(i))
			}
		}
		seen, next := map[string]int{}, 0
		for cursor, first := uint64(0), true; first || cursor != 0; first = false {
			var err error
			cursor, err = o.m.Scan(cursor, 20, func(e page.Entry) { seen[spell(e.Key)]++ })
			check(t, err)
			for range 200 {
				if key := "other" + strconv.Itoa(next); next >= 16000 {
				} else if shrink {
					o.delete(key)
				} else {
					o.set(key)
				}
				next++
			}
		}
		for i := range 4000 {
			if n := seen["stays"+strconv.Itoa(i)]; n != 1 {
				t.Fatalf("shrink %v: scan gave member %d %d times", shrink, i, n)
			}
		}
		check(t, o.m.Check())
	}
}

func TestRandomIsFair(t *testing.T) {
	o := newModel(t, page.Items)
	const members, draws = 1000, 200
	for i := range members {
		o.set(strconv.Itoa(i))
	}
	times := map[string]int{}
	for range members * draws {
		e, err := o.m.Random(o.rnd)
		check(t, err)
		times[spell(e.Key)]++
	}
	chi := 0.0
	for i := range members {
		d := float64(times[strconv.Itoa(i)] - draws)
		chi += d * d / draws
	}
	// Mean 999, standard deviation 45 for a fair draw.
	if chi > 1250 {
		t.Errorf("chi square %.0f for %d members", chi, members)
	}
}

func TestDeleteExpired(t *testing.T) {
	o := newModel(t, page.Pairs)
	for range 8000 {
		o.set(o.key(8000))
	}
	for now := int64(1 << 36); len(o.want) > 0 && o.m.NextExpiry() != 0; now *= 2 {
		for more := true; more; {
			var err error
			more, err = o.m.DeleteExpired(now, 50, func(e page.Entry) {
				f, ok := o.want[spell(e.Key)]
				if !ok || f.at == 0 || f.at > now {
					t.Fatalf("%q is not due", spell(e.Key))
				}
				delete(o.want, spell(e.Key))
			})
			check(t, err)
		}
		o.verify()
		least := int64(0)
		for _, f := range o.want {
			if f.at != 0 && f.at <= now {
				t.Fatal("something due was left")
			}
			least = page.Earlier(least, f.at)
		}
		if o.m.NextExpiry() != least {
			t.Fatalf("NextExpiry = %d, want %d", o.m.NextExpiry(), least)
		}
	}
}

func TestFreeSome(t *testing.T) {
	o := newModel(t, page.Pairs)
	for range 20000 {
		o.set(o.key(20000))
	}
	o.verify()
	steps := 1
	for ; !o.m.Pages().FreeSome(8); steps++ {
	}
	if used := o.m.pages.Arena.Stats().InUseBytes; used != 0 || o.m.Bytes() != 0 || steps < 10 {
		t.Fatalf("%d bytes left, %d by account, after %d steps", used, o.m.Bytes(), steps)
	}
}

func TestNoAllocations(t *testing.T) {
	o := newModel(t, page.Pairs)
	for i := range 5000 {
		o.set("field:" + strconv.Itoa(i))
	}
	key, value, i := []byte("field:1234"), []byte("some value"), 0
	allocs := testing.AllocsPerRun(1000, func() {
		i++
		_, _, _ = o.m.Get(page.Text(key))
		_, _ = o.m.Set(page.Entry{Key: page.Text(key), Value: page.Text(value[:i%10])})
		_, _ = o.m.Set(page.Entry{Key: page.Int(int64(i)), Value: page.Text(value)})
		_, _ = o.m.Delete(page.Int(int64(i - 100)))
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

// TestDirty looks which pages a change marks: its bucket and no other.
func TestDirty(t *testing.T) {
	o := newModel(t, page.Pairs)
	for i := range 5000 {
		o.set(strconv.Itoa(i))
	}
	all := o.disk.Pages()
	o.disk.Chill(o.m.Pages())
	if all = o.disk.Pages() - all; all < 100 {
		t.Errorf("%d pages were written at first", all)
	}
	before := o.disk.Loads
	_, err := o.m.Expire(page.Int(1), 1)
	check(t, err)
	if n := o.disk.Loads - before; n > 3 {
		t.Errorf("one entry needed %d pages", n)
	}
	dirty := 0
	o.m.Pages().EachDirty(func(page.Container, page.Number, []byte) { dirty++ })
	if dirty != 1 {
		t.Errorf("one change made %d pages dirty", dirty)
	}
}

func TestEmpty(t *testing.T) {
	m := New(testEnv(), page.Pairs)
	if _, ok, err := m.Get(page.Int(1)); ok || err != nil {
		t.Errorf("Get: %v, %v", ok, err)
	}
	if gone, err := m.Delete(page.Int(1)); gone || err != nil {
		t.Errorf("Delete: %v, %v", gone, err)
	}
	if next, err := m.Scan(0, 10, func(page.Entry) { t.Error("visited") }); next != 0 || err != nil {
		t.Errorf("Scan: %d, %v", next, err)
	}
	if _, err := m.Random(rand.New(rand.NewPCG(1, 2))); err != page.ErrRange {
		t.Errorf("Random: %v", err)
	}
	if !m.Pages().FreeSome(1) {
		t.Error("FreeSome is not done")
	}
}

func TestOpenRefuses(t *testing.T) {
	m := New(testEnv(), page.Items)
	_, err := m.Set(page.Entry{Key: page.Int(1)})
	check(t, err)
	root := m.AppendRoot(nil)
	for at, b := range map[int]byte{0: byte(page.KindTreeRoot), 1: byte(page.Scored), 2: 2, 3: 1} {
		bad := append([]byte(nil), root...)
		bad[at] = b
		if err := new(Map).Open(m.pages.Env, bad); err != page.ErrCorrupt {
			t.Errorf("byte %d = %d: %v", at, b, err)
		}
	}
	if err := new(Map).Open(m.pages.Env, root[:RootLen-1]); err != page.ErrCorrupt {
		t.Errorf("cut root: %v", err)
	}
}
