package list

import (
	"bytes"

	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
)

// Walk visits n elements from an index on, towards an end, as long as visit wants more. The list must not change
// meanwhile.
func (l *List) Walk(i, n int, towards End, visit func(page.Item) (more bool)) {
	switch {
	case n <= 0:
	case l.enc == EncTree && towards == Right:
		must(l.big.Walk(i, n, visit))
	case l.enc == EncTree:
		l.walkLeft(i, n, visit)
	case towards == Right:
		must(l.small.Walk(l.at(i), n, visit))
	default:
		l.walkSmallLeft(i, n, visit)
	}
}

func (l *List) walkLeft(i, n int, visit func(page.Item) bool) {
	c := pagetree.CursorAt(i + 1)
	for ; n > 0; n-- {
		e, ok, err := l.big.Prev(&c)
		must(err)
		if !ok || !visit(e.Key) {
			return
		}
		i--
	}
}

// walkSmallLeft notes where the entries lie first, because a page can only be read forward.
func (l *List) walkSmallLeft(i, n int, visit func(page.Item) bool) {
	l.offsets = l.offsets[:0]
	for pos := l.small.Start(); len(l.offsets) <= i; {
		l.offsets = append(l.offsets, pos)
		_, next, err := l.small.Read(pos)
		must(err)
		pos = next
	}
	for ; n > 0 && i >= 0; n-- {
		e, _, err := l.small.Read(l.offsets[i])
		must(err)
		if !visit(e.Key) {
			return
		}
		i--
	}
}

// Search visits the indices of the elements that are equal to one, as long as visit wants more. It begins at an end
// and looks at no more than limit elements.
func (l *List) Search(element []byte, from End, limit int, visit func(i int) (more bool)) {
	want := page.Text(element)
	at, step, towards := 0, 1, Right
	if from == Right {
		at, step, towards = l.Len()-1, -1, Left
	}
	l.Walk(at, limit, towards, func(it page.Item) bool {
		at += step
		return !same(it, want) || visit(at-step)
	})
}

// same compares two items as they are stored: an integer is never a text that spells it.
func same(a, b page.Item) bool {
	m, isInt := a.Int()
	n, wantInt := b.Int()
	if isInt || wantInt {
		return isInt == wantInt && m == n
	}
	return bytes.Equal(a.View(nil), b.View(nil))
}
