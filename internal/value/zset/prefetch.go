package zset

import "github.com/holdfast-db/holdfast/internal/page"

// Prefetch asks for the memory of members that will soon be asked for. Nothing is read from disk for that.
func (z *ZSet) Prefetch(members []page.Item) {
	if z.isBig {
		z.scores.Prefetch(members)
	}
}
