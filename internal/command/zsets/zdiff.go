package zsets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

const diffComplexity = "O(L + (N-K)log(N)) where L is the sum of the sizes of the inputs, N the size of the first, " +
	"and K the size of the result."

func zdiffSpec() command.Spec {
	return combineSpec("ZDIFF", diffComplexity, "Returns the members of a sorted set that others do not have.",
		combination{into: difference, isDifference: true})
}

func zdiffStoreSpec() command.Spec {
	return storeSpec("ZDIFFSTORE", "6.2.0", diffComplexity,
		"Stores the members of a sorted set that others do not have under a key.",
		combination{into: difference, isDifference: true})
}

func difference(result *zset.ZSet, inputs []input, _ aggregate) {
	inputs[0].each(func(member page.Item, score float64) bool {
		for i := range inputs[1:] {
			if _, found := inputs[1+i].score(member); found {
				return true
			}
		}
		result.Insert(member, score)
		return true
	})
}
