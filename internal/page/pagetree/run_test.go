package pagetree

import (
	"slices"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/page"
)

// addRun adds a run of new ids, most of the time at the end.
func (o *model) addRun() {
	e := element{id: page.ID{Hi: o.rnd.Uint64N(60), Lo: o.rnd.Uint64N(200)}, text: []string{"", "7", "a value", strings.Repeat("v", 600)}[o.rnd.IntN(4)]}
	if n := len(o.want); n > 0 && o.rnd.IntN(4) > 0 {
		e.id = page.ID{Hi: o.want[n-1].id.Hi, Lo: o.want[n-1].id.Lo + 1}
	}
	var ids []page.ID
	for range 1 + o.rnd.IntN(100) {
		ids = append(ids, e.id)
		e.id.Lo += 1 + o.rnd.Uint64N(2)
	}
	for len(ids) > 0 {
		n, err := o.tree.AddRun(ids, text(e.text))
		check(o.t, err)
		if _, had := o.search(element{id: ids[0]}); had == (n > 0) {
			o.t.Fatalf("AddRun at %v adds %d", ids[0], n)
		}
		for _, e.id = range ids[:n] {
			i, had := o.search(e)
			if had {
				o.t.Fatalf("AddRun adds %v again", e.id)
			}
			o.want = slices.Insert(o.want, i, e)
		}
		ids = ids[max(n, 1):]
	}
}

// takeRun removes entries that lie one behind the other, and asks for some that do not.
func (o *model) takeRun() {
	from := o.rnd.IntN(len(o.want))
	var ids []page.ID
	for _, e := range o.want[from:min(from+1+o.rnd.IntN(100), len(o.want))] {
		if o.rnd.IntN(40) > 0 || len(ids) == 0 {
			ids = append(ids, e.id)
		}
	}
	for len(ids) > 0 {
		at, _ := o.search(element{id: ids[0]})
		i := at
		n, err := o.tree.TakeRun(ids, func(e page.Entry) {
			if elementOf(page.IDs, e) != o.want[i] {
				o.t.Fatalf("TakeRun shows %v, want %v", elementOf(page.IDs, e), o.want[i])
			}
			i++
		})
		check(o.t, err)
		if n == 0 || n != i-at {
			o.t.Fatalf("TakeRun takes %d, shows %d", n, i-at)
		}
		o.want = slices.Delete(o.want, at, at+n)
		if again, _ := o.tree.TakeRun(ids[:1], nil); again != 0 {
			o.t.Fatalf("TakeRun leaves %v", ids[0])
		}
		ids = ids[n:]
	}
}

// floor goes on from the last entry that is not behind an id.
func (o *model) floor() {
	e := o.element()
	c, err := o.tree.CursorFloor(e.bound())
	check(o.t, err)
	i, found := o.search(e)
	if !found {
		i = max(i-1, 0)
	}
	if c.Index() != i {
		o.t.Fatalf("CursorFloor(%v) is at %d, want %d", e.id, c.Index(), i)
	}
	for ; i < len(o.want) && i < c.Index()+3; i++ {
		o.step(o.tree.Next, &c, i)
	}
}

func TestRuns(t *testing.T) {
	o := newModel(t, page.IDs)
	o.floor()
	if n, err := o.tree.TakeRun([]page.ID{{}}, nil); n != 0 || err != nil {
		t.Errorf("TakeRun of an empty tree: %d, %v", n, err)
	}
	for i := range 400 {
		switch {
		case i%100 < 60:
			o.addRun()
		case len(o.want) > 0:
			o.takeRun()
		}
		o.floor()
		if i%40 == 0 {
			o.verify()
		}
	}
	for len(o.want) > 0 {
		o.takeRun()
		o.floor()
	}
	o.verify()
}

func TestSharedRoot(t *testing.T) {
	home := New(testEnv(), page.IDs)
	var tree, opened Tree
	tree.InitIn(home.Pages(), page.IDs)
	for i := range uint64(500) {
		_, err := tree.Add(page.Entry{ID: page.ID{Hi: i}})
		check(t, err)
		root := tree.AppendSharedRoot(nil)
		check(t, opened.OpenIn(home.Pages(), page.IDs, root))
		if opened.Len() != int(i)+1 {
			t.Fatalf("%d entries, want %d", opened.Len(), i+1)
		}
		if err := opened.OpenIn(home.Pages(), page.IDs, root[:SharedRootLen-1]); err != page.ErrCorrupt {
			t.Fatalf("a short root: %v", err)
		}
		root[0] = 0xFF
		if err := opened.OpenIn(home.Pages(), page.IDs, root); err != page.ErrCorrupt {
			t.Fatalf("a page that is not there: %v", err)
		}
	}
}
