// Package geo owns the commands on places. A place is a member of a sorted set whose score is its geohash, so places
// that are near each other have scores that are, too; the sorted sets are those of package zsets.
package geo

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec {
	return []command.Spec{
		geoAddSpec(), geoDistSpec(), geoHashSpec(), geoPosSpec(), geoRadiusSpec(), geoRadiusROSpec(),
		geoRadiusByMemberSpec(), geoRadiusByMemberROSpec(), geoSearchSpec(), geoSearchStoreSpec(),
	}
}
