package pagetree

import (
	"bytes"
	"testing"

	"github.com/holdfast-db/holdfast/internal/page"
)

// hostile returns a tree whose only leaf holds the given bytes.
func hostile(b []byte) Tree {
	t := New(testEnv(), page.Shape(b[3]))
	r, p := t.pages.New(page.KindLeaf, len(b))
	room := p[1] // what was read from disk has a block of the size that it says
	clear(p)
	copy(p, b)
	p[1] = room
	t.ref, t.count = r, uint64(p.Count())
	return t
}

// FuzzLeaf reads hostile leaves in every way there is, and changes those that
// pass CheckPage: they must stay sound.
func FuzzLeaf(f *testing.F) {
	for _, shape := range []page.Shape{page.Items, page.Scored, page.IDs} {
		tree := New(testEnv(), shape)
		for i := range 40 {
			e := page.Entry{Key: text("member"), Value: text("value"), Score: float64(i) / 4, ID: page.ID{Lo: uint64(i)}}
			if shape == page.Items {
				_ = tree.Insert(i, e)
			} else {
				_, _ = tree.Add(e)
			}
		}
		b := tree.pages.Read(tree.ref)
		f.Add([]byte(b[:b.Used()]), []byte("key"))
	}
	f.Fuzz(func(t *testing.T, b, key []byte) {
		// References lead anywhere: blobs and inner nodes are not for this test.
		if len(b) < page.HeaderLen || len(b) > page.MaxLen || bytes.IndexByte(b, 0xCB) >= 0 || len(key) > page.FarLen {
			return
		}
		b[0] = byte(page.KindLeaf)
		tree := hostile(b)
		defer tree.pages.Arena.Release()
		e := page.Entry{Key: page.Text(key), Value: page.Text(key), Score: 1.25, ID: page.ID{Lo: 7}}
		_, _ = tree.Get(tree.Len() / 2)
		_, _, _ = tree.Rank(page.BoundOf(&e))
		forward, backward := CursorAt(0), CursorAt(tree.Len())
		for range 10 {
			_, _, _ = tree.Next(&forward)
			_, _, _ = tree.Prev(&backward)
		}
		if CheckPage(tree.pages.Read(tree.ref)) != nil || tree.Len() == 0 {
			return
		}
		sound(t, &tree, e)
	})
}

// sound changes a tree that holds together and looks whether it still does.
func sound(t *testing.T, tree *Tree, e page.Entry) {
	check(t, tree.Check())
	for i := range 20 {
		e.Score, e.ID.Hi = float64(i), uint64(i)
		if ordered(tree.shape) {
			_, err := tree.Add(e)
			check(t, err)
		} else {
			check(t, tree.Insert(i%(tree.Len()+1), e))
		}
		check(t, tree.Check())
	}
	check(t, tree.DeleteRange(0, tree.Len()/2))
	check(t, tree.Check())
}

// FuzzNode passes hostile inner nodes through CheckPage.
func FuzzNode(f *testing.F) {
	f.Add([]byte{byte(page.KindInner), 0, 1, byte(page.Items), 1, 0, 16, 0, 1, 0, 0, 0, 1, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 0 {
			b[0] = byte(page.KindInner)
		}
		_ = CheckPage(b)
	})
}
