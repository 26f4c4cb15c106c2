package zsets

import (
	"slices"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/set"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

// input is one of the sorted sets that a command combines, or a set, whose members all have the score 1. A missing
// key is an empty one.
type input struct {
	scored zset.ZSet
	plain  set.Set
	isSet  bool
	weight float64
}

// openInputs opens what is under keys, or replies with an error.
func openInputs(c *command.Call, keys [][]byte) ([]input, bool) {
	for _, key := range keys {
		rec, found := c.Tx.Get(key)
		if found && rec.Type() != keyspace.TypeZSet && rec.Type() != keyspace.TypeSet {
			c.Fail(command.ErrWrongType)
			return nil, false
		}
	}
	inputs := make([]input, len(keys))
	for i, key := range keys { // found again: a look at a key may have changed the keyspace
		in := &inputs[i]
		in.weight = 1
		rec, found := c.Tx.Peek(key)
		switch {
		case !found:
		case rec.Type() == keyspace.TypeSet:
			in.isSet = true
			c.Tx.OpenSetIn(&in.plain, key, rec)
		default:
			c.Tx.OpenZSetIn(&in.scored, key, rec)
		}
	}
	return inputs, true
}

func (in *input) len() int {
	if in.isSet {
		return in.plain.Len()
	}
	return in.scored.Len()
}

// score returns a member's score.
func (in *input) score(member page.Item) (score float64, found bool) {
	if in.isSet {
		return 1, in.plain.Has(member)
	}
	return in.scored.Score(member)
}

// weigh returns a score times the input's weight. The conversion keeps machines that could from fusing the product
// with the sum that it goes into: a replay must give the same scores everywhere.
func (in *input) weigh(score float64) float64 { return float64(in.weight * score) }

// each visits all members as long as visit asks for more.
func (in *input) each(visit func(member page.Item, score float64) (more bool)) {
	if in.isSet {
		in.plain.Each(func(member page.Item) bool { return visit(member, 1) })
		return
	}
	for e := range in.scored.All() {
		if !visit(e.Key, e.Score) {
			return
		}
	}
}

// smallestFirst orders inputs by the number of their members.
func smallestFirst(inputs []input) {
	slices.SortStableFunc(inputs, func(a, b input) int { return a.len() - b.len() })
}
