package dump

import (
	"cmp"
	"iter"
	"slices"

	"github.com/holdfast-db/holdfast/internal/page"
)

// place is where one of many entries comes.
type place struct {
	hash  uint64
	index int
}

// settle walks over entries in an order that depends on their keys only, not on how they are stored, so that a value
// has the same payload after a restart. The order of hashes is as good as any, and is found several times faster than
// that of the texts.
func settle(entries []page.Entry) iter.Seq[page.Entry] {
	const seed = 0 // not that of the engine, which is another one after a restart
	places := make([]place, len(entries))
	for i, e := range entries {
		places[i] = place{page.Hash(seed, e.Key), i}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.hash != b.hash {
			return cmp.Compare(a.hash, b.hash)
		}
		return entries[a.index].Key.Compare(entries[b.index].Key)
	})
	return func(yield func(page.Entry) bool) {
		for _, p := range places {
			if !yield(entries[p.index]) {
				return
			}
		}
	}
}
