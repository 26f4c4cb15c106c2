package sets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

const totalComplexity = "O(N) where N is the number of members of all sets."

func sunionSpec() command.Spec {
	return combineSpec("SUNION", "Returns the members of any of several sets.", totalComplexity, union)
}

func sunionStoreSpec() command.Spec {
	return storeSpec("SUNIONSTORE", "Stores the members of any of several sets.", totalComplexity, command.OW,
		func(c *command.Call) { store(c, union) })
}

// union visits each member where it comes first.
func union(s sources, visit func(page.Item) bool) {
	more := true
	for i := range s {
		if !more {
			return
		}
		s[i].Each(func(m page.Item) bool {
			more = s[:i].anyHas(m) || visit(m)
			return more
		})
	}
}

func sdiffSpec() command.Spec {
	return combineSpec("SDIFF", "Returns the members of a set that no other of several sets has.", totalComplexity, diff)
}

func sdiffStoreSpec() command.Spec {
	return storeSpec("SDIFFSTORE", "Stores the members of a set that no other of several sets has.", totalComplexity,
		command.OW, func(c *command.Call) { store(c, diff) })
}

func diff(s sources, visit func(page.Item) bool) {
	s[0].Each(func(m page.Item) bool { return s[1:].anyHas(m) || visit(m) })
}

func store(c *command.Call, combine combination) {
	if sets, ok := openAll(c, c.Args[2:]); ok {
		storeCombined(c, sets, c.Tx.NewSet(c.Key()), combine)
	}
}
