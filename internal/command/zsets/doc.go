// Package zsets owns the commands on sorted sets. Those that know what a score means on the globe are in package geo,
// which builds on this one.
package zsets

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec {
	return []command.Spec{
		bzmpopSpec(), bzpopMaxSpec(), bzpopMinSpec(), zaddSpec(), zcardSpec(), zcountSpec(), zdiffSpec(),
		zdiffStoreSpec(), zincrBySpec(), zinterSpec(), zinterCardSpec(), zinterStoreSpec(), zlexCountSpec(),
		zmpopSpec(), zmscoreSpec(), zpopMaxSpec(), zpopMinSpec(), zrandMemberSpec(), zrangeSpec(), zrangeByLexSpec(),
		zrangeByScoreSpec(), zrangeStoreSpec(), zrankSpec(), zremSpec(), zremRangeByLexSpec(), zremRangeByRankSpec(),
		zremRangeByScoreSpec(), zrevRangeSpec(), zrevRangeByLexSpec(), zrevRangeByScoreSpec(), zrevRankSpec(),
		zscanSpec(), zscoreSpec(), zunionSpec(), zunionStoreSpec(),
	}
}
