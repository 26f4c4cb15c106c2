package list

import (
	"slices"

	"github.com/holdfast-db/holdfast/internal/page"
)

// Push adds elements at an end, one after the other: the last of them becomes the outermost. They must not be views
// of this list.
func (l *List) Push(end End, elements ...[]byte) {
	l.grow(elements)
	if l.enc == EncPacked {
		l.pushSmall(end, elements)
		return
	}
	for _, element := range elements {
		i := 0
		if end == Right {
			i = l.big.Len()
		}
		must(l.big.Insert(i, entry(element)))
	}
}

func (l *List) pushSmall(end End, elements [][]byte) {
	pos := l.small.End()
	l.run = l.run[:0]
	if end == Left {
		pos = l.small.Start()
		for i := range elements {
			l.run = page.AppendItem(l.run, page.Text(elements[len(elements)-1-i]))
		}
	} else {
		for _, element := range elements {
			l.run = page.AppendItem(l.run, page.Text(element))
		}
	}
	must(l.small.InsertRun(pos, l.run, len(elements)))
}

// Insert puts an element at an index, 0 <= i <= Len.
func (l *List) Insert(i int, element []byte) {
	e := entry(element)
	if l.enc == EncPacked && !l.fits(1, len(element)) {
		l.unpack()
	}
	if l.enc == EncTree {
		must(l.big.Insert(i, e))
		return
	}
	must(l.small.Insert(l.at(i), &e))
}

// Set puts an element in the place of the one at an index, 0 <= i < Len.
func (l *List) Set(i int, element []byte) {
	e := entry(element)
	if l.enc == EncPacked && !l.fits(1, len(element)) {
		l.unpack()
	}
	if l.enc == EncTree {
		must(l.big.Replace(i, e))
		l.shrink()
		return
	}
	must(l.small.Replace(l.at(i), &e))
}

// Pop removes the element at an end and returns it. There must be one; it is valid until the next Pop.
func (l *List) Pop(end End) []byte {
	i := 0
	if end == Right {
		i = l.Len() - 1
	}
	keep := func(e page.Entry) { l.popped = e.Key.AppendText(l.popped[:0]) }
	if l.enc == EncTree {
		must(l.big.Take(i, keep))
		l.shrink()
		return l.popped
	}
	pos := l.at(i)
	e, _, err := l.small.Read(pos)
	must(err)
	keep(e)
	must(l.small.Delete(pos, 1))
	return l.popped
}

// Delete removes n elements from an index on.
func (l *List) Delete(i, n int) {
	if n == 0 {
		return
	}
	if l.enc == EncTree {
		must(l.big.DeleteRange(i, n))
		l.shrink()
		return
	}
	must(l.small.Delete(l.at(i), n))
}

// Trim leaves the n elements from an index on.
func (l *List) Trim(i, n int) {
	l.Delete(i+n, l.Len()-i-n)
	l.Delete(0, i)
}

// Remove removes the elements that are equal to one, at most limit of them, seen from an end, and returns how many
// there were.
func (l *List) Remove(element []byte, from End, limit int) int {
	var found []int
	l.Search(element, from, l.Len(), func(i int) bool {
		found = append(found, i)
		return len(found) < limit
	})
	if from == Left {
		slices.Reverse(found)
	}
	// Now the rightmost comes first, so that what is still to be removed stays in its place.
	for rest := found; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n] == rest[0]-n {
			n++
		}
		l.Delete(rest[n-1], n)
		rest = rest[n:]
	}
	return len(found)
}
