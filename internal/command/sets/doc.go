// Package sets owns the commands on sets.
package sets

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec {
	return []command.Spec{
		saddSpec(), scardSpec(), sdiffSpec(), sdiffStoreSpec(), sinterSpec(), sinterCardSpec(), sinterStoreSpec(),
		sisMemberSpec(), smembersSpec(), smisMemberSpec(), smoveSpec(), spopSpec(), srandMemberSpec(), sremSpec(),
		sscanSpec(), sunionSpec(), sunionStoreSpec(),
	}
}
