// Package ordered owns the commands that see the keys of a database in order: ranges and prefixes of keys, read,
// counted and deleted.
//
// They name no keys, so the rules of users cannot refuse them for their keys: instead, keys that the user may not read
// (or write, to delete them) are passed over as if they did not exist.
package ordered

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec {
	return []command.Spec{krangeSpec(), kprefixSpec(), kcountSpec(), kdelRangeSpec(), kscanSpec()}
}
