package zsets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

const unionComplexity = "O(N)+O(M*log(M)) where N is the sum of the sizes of the inputs and M the size of the result."

func zunionSpec() command.Spec {
	return combineSpec("ZUNION", unionComplexity, "Returns the union of several sorted sets.", combination{into: union})
}

func zunionStoreSpec() command.Spec {
	return storeSpec("ZUNIONSTORE", "2.0.0", unionComplexity, "Stores the union of several sorted sets under a key.",
		combination{into: union})
}

func union(result *zset.ZSet, inputs []input, how aggregate) {
	smallestFirst(inputs) // sums of fractions depend on the order, and this is Redis's
	for i := range inputs {
		in := &inputs[i]
		in.each(func(member page.Item, score float64) bool {
			score = numberOr0(in.weigh(score))
			if old, found := result.Find(member); !found {
				result.Insert(member, score)
			} else if score = how.of(old.Score, score); score != old.Score {
				result.Move(member, old, score)
			}
			return true
		})
	}
}
