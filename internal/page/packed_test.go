package page

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func item(s string) Item { return Text([]byte(s)) }

func spell(it Item) string { return string(it.AppendText(nil)) }

func randomText(rnd *rand.Rand) string {
	switch rnd.IntN(4) {
	case 0:
		return strconv.Itoa(rnd.IntN(400) - 200)
	case 1:
		return strings.Repeat("x", rnd.IntN(300))
	}
	return fmt.Sprintf("item:%d", rnd.IntN(200))
}

func randomEntry(rnd *rand.Rand, s Shape) Entry {
	e := Entry{Key: item(randomText(rnd))}
	switch s {
	case Pairs:
		e.Value = item(randomText(rnd))
		e.ExpireAt = rnd.Int64N(MaxExpireAt) * int64(rnd.IntN(2))
	case Scored:
		e.Score = float64(rnd.IntN(20)) / 2
	case IDs:
		e = Entry{ID: ID{rnd.Uint64N(10), rnd.Uint64N(30)}, Value: item(randomText(rnd))}
	}
	return e
}

// same reports whether two entries spell the same.
func same(s Shape, a, b Entry) bool {
	return string(s.Append(nil, &a)) == string(s.Append(nil, &b))
}

func entriesOf(t *testing.T, p Packed) []Entry {
	t.Helper()
	var all []Entry
	for pos := p.Start(); pos < p.End(); {
		e, next, err := p.Read(pos)
		if err != nil {
			t.Fatal(err)
		}
		all, pos = append(all, e), next
	}
	return all
}

// TestPackedAgainstModel edits a page of each shape and a slice alike: by
// position, or where the order says.
func TestPackedAgainstModel(t *testing.T) {
	for _, s := range []Shape{Items, Pairs, Scored, IDs} {
		t.Run(fmt.Sprint(s), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(1, uint64(s)))
			var p Packed = Pack(s, nil)
			var want []Entry
			for range 3000 {
				var b []byte
				e := randomEntry(rnd, s)
				i := rnd.IntN(len(want) + 1)
				var err error
				switch {
				case len(want) > 60:
					i = rnd.IntN(len(want))
					n := 1 + rnd.IntN(len(want)-i)
					b, err = p.Delete(nil, at(t, p, i), n)
					want = slices.Delete(want, i, i+n)
				case s == Items && len(want) > 0 && rnd.IntN(3) == 0:
					i = rnd.IntN(len(want))
					b, err = p.Replace(nil, at(t, p, i), &e)
					want[i] = e
				default:
					b, err = edit(t, p, &want, i, e)
				}
				if err != nil {
					t.Fatal(err)
				}
				p = Pack(s, b)
				if err := p.Check(); err != nil {
					t.Fatal(err)
				}
				if got := entriesOf(t, p); p.Len() != len(want) || !slices.EqualFunc(got, want, func(a, b Entry) bool { return same(s, a, b) }) {
					t.Fatalf("page holds %v, want %v", got, want)
				}
			}
		})
	}
}

func at(t *testing.T, p Packed, i int) int {
	t.Helper()
	pos, err := p.At(i)
	if err != nil {
		t.Fatal(err)
	}
	return pos
}

// edit puts e into the page and into want: by key, by order or at i.
func edit(t *testing.T, p Packed, want *[]Entry, i int, e Entry) ([]byte, error) {
	t.Helper()
	pos, found := at(t, p, i), false
	switch p.shape {
	case Pairs:
		var err error
		if pos, found, err = p.Find(e.Key); err != nil {
			t.Fatal(err)
		}
		i = slices.IndexFunc(*want, func(w Entry) bool { return spell(w.Key) == spell(e.Key) })
		if found != (i >= 0) {
			t.Fatalf("Find(%q) = %v", spell(e.Key), found)
		}
		if i < 0 {
			i = len(*want)
		}
	case Scored, IDs:
		k := BoundOf(&e)
		place, err := p.Seek(&k)
		if err != nil {
			t.Fatal(err)
		}
		i, found = slices.BinarySearchFunc(*want, k, func(w Entry, k Bound) int { return p.shape.Compare(&w, &k) })
		if place.Index != i || place.Found != found {
			t.Fatalf("Seek = %+v, want %d, %v", place, i, found)
		}
		pos = place.Pos
	}
	if found {
		(*want)[i] = e
		return p.Replace(nil, pos, &e)
	}
	*want = slices.Insert(*want, i, e)
	return p.Insert(nil, pos, &e)
}

func TestPackedFindsMembers(t *testing.T) {
	p := Pack(Scored, nil)
	for i := range 50 {
		b, err := p.Insert(nil, p.End(), &Entry{Score: float64(i), Key: item(fmt.Sprint("m", i))})
		if err != nil {
			t.Fatal(err)
		}
		p = Pack(Scored, b)
	}
	for i := range 50 {
		pos, ok, err := p.Find(item(fmt.Sprint("m", i)))
		if !ok || err != nil || pos != at(t, p, i) {
			t.Fatalf("member %d: %d, %v, %v", i, pos, ok, err)
		}
	}
	if _, ok, _ := p.Find(item("0")); ok {
		t.Fatal("found a score")
	}
}

func TestPackedNextExpiry(t *testing.T) {
	p := Pack(Pairs, nil)
	for i, at := range []int64{0, 500, 70, 0, 900} {
		b, _ := p.Insert(nil, p.End(), &Entry{Key: Int(int64(i)), ExpireAt: at})
		p = Pack(Pairs, b)
	}
	if at, err := p.NextExpiry(); at != 70 || err != nil {
		t.Errorf("NextExpiry = %d, %v", at, err)
	}
}

func TestCheckFindsDamage(t *testing.T) {
	for name, c := range map[string]struct {
		shape Shape
		b     []byte
	}{
		"no count":             {Items, []byte{1}},
		"count too high":       {Items, []byte{2, 0, 1, 'a'}},
		"count too low":        {Items, []byte{1, 0, 1, 'a', 1, 'b'}},
		"cut text":             {Items, []byte{1, 0, 3, 'a'}},
		"unknown head":         {Items, []byte{1, 0, 0xF0}},
		"wide small integer":   {Items, []byte{1, 0, 0xC0, 5}},
		"wide integer":         {Items, []byte{1, 0, 0xC1, 100, 0}},
		"integer as text":      {Items, []byte{1, 0, 2, '1', '2'}},
		"long head of text":    {Items, []byte{1, 0, 0xC8, 1, 0, 'a'}},
		"blob":                 {Items, []byte{1, 0, 0xCB, 1, 0, 0, 0, 1, 0, 0, 0}},
		"float as key":         {Items, []byte{1, 0, 0xCA, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F}},
		"expiry in a list":     {Items, []byte{1, 0, 0xCC, 1, 0, 0, 0, 0, 0, 1, 'a'}},
		"expiry of zero":       {Pairs, []byte{1, 0, 0xCC, 0, 0, 0, 0, 0, 0, 1, 'a', 0}},
		"expiry alone":         {Pairs, []byte{1, 0, 0xCC, 1, 0, 0}},
		"no value":             {Pairs, []byte{1, 0, 1, 'a'}},
		"text as score":        {Scored, []byte{1, 0, 1, 'a', 1, 'b'}},
		"NaN":                  {Scored, []byte{1, 0, 0xCA, 1, 0, 0, 0, 0, 0, 0xF8, 0x7F, 1, 'b'}},
		"integral float score": {Scored, []byte{1, 0, 0xCA, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 1, 'b'}},
		"scores fall":          {Scored, []byte{2, 0, 0x85, 1, 'b', 0x84, 1, 'c'}},
		"members fall":         {Scored, []byte{2, 0, 0x85, 1, 'b', 0x85, 1, 'a'}},
		"member twice":         {Scored, []byte{2, 0, 0x85, 1, 'b', 0x85, 1, 'b'}},
		"cut id":               {IDs, []byte{1, 0, 1, 2, 3}},
		"unknown shape":        {9, []byte{1, 0, 1, 'a'}},
	} {
		if err := Pack(c.shape, c.b).Check(); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPackedNoAllocations(t *testing.T) {
	b, buf := []byte(nil), make([]byte, 0, 4096)
	for i := range 60 {
		b, _ = Pack(Pairs, b).Insert(nil, Pack(Pairs, b).End(), &Entry{Key: item(fmt.Sprint("field", i)), Value: Int(int64(i))})
	}
	key := []byte("field50")
	allocs := testing.AllocsPerRun(100, func() {
		p := Pack(Pairs, b)
		pos, _, _ := p.Find(Text(key))
		_, _ = p.Replace(buf, pos, &Entry{Key: Text(key), Value: Int(7)})
		_, _ = p.Insert(buf, p.End(), &Entry{Key: Int(5), Value: Int(7)})
		_, _ = p.Delete(buf, pos, 1)
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func TestPackedInsertRun(t *testing.T) {
	var run []byte
	for _, s := range []string{"x", "12", "y"} {
		run = Items.Append(run, &Entry{Key: item(s)})
	}
	for _, before := range [][]string{nil, {"a"}, {"a", "b", "c"}} {
		for i := range len(before) + 1 {
			p := Pack(Items, nil)
			for _, s := range before {
				b, _ := p.Insert(nil, p.End(), &Entry{Key: item(s)})
				p = Pack(Items, b)
			}
			b, err := p.InsertRun([]byte("kept"), at(t, p, i), run, 3)
			if err != nil || string(b[:4]) != "kept" {
				t.Fatalf("InsertRun: %q, %v", b, err)
			}
			p = Pack(Items, b[4:])
			if err := p.Check(); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range entriesOf(t, p) {
				got = append(got, spell(e.Key))
			}
			if want := slices.Insert(slices.Clone(before), i, "x", "12", "y"); !slices.Equal(got, want) {
				t.Errorf("run at %d of %q gave %q", i, before, got)
			}
		}
	}
}
