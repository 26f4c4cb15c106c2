package zset

import (
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/page/pagemap"
	"github.com/holdfast-db/holdfast/internal/page/pagetree"
	"github.com/holdfast-db/holdfast/internal/value"
)

// The encodings of a sorted set. The numbers are pinned: they are in the records.
const (
	// EncPacked is one page of scored members.
	EncPacked uint8 = 0
	// EncTree is the root of a pagetree of scored members and then that of a pagemap of members and scores.
	EncTree uint8 = 1
)

// ZSet is an open sorted set. The zero ZSet is ready for Open and New, and may be used for one set after the other.
type ZSet struct {
	env    page.Env
	limits Limits
	isBig  bool
	small  value.Small   // unless isBig
	tree   pagetree.Tree // in order
	scores pagemap.Map   // by member
}

// Open makes z the sorted set that AppendValue has written. It reads bytes until its first change.
func (z *ZSet) Open(env page.Env, enc uint8, bytes []byte, limits Limits) {
	z.env, z.limits, z.isBig = env, limits, enc == EncTree
	if !z.isBig {
		z.small.Open(page.Scored, bytes)
		return
	}
	must(z.tree.Open(env, bytes[:pagetree.RootLen]))
	must(z.scores.Open(env, bytes[pagetree.RootLen:]))
}

// New makes z an empty sorted set.
func (z *ZSet) New(env page.Env, limits Limits) { z.Open(env, EncPacked, nil, limits) }

// must panics where a page in memory is corrupt, which only a bug of ours can have done.
func must(err error) {
	if err != nil {
		panic("zset: " + err.Error())
	}
}

// Len is the number of members.
func (z *ZSet) Len() int {
	if z.isBig {
		return z.tree.Len()
	}
	return z.small.Len()
}
