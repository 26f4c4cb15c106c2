// Package keys owns the generic commands: those that work on keys whatever they hold.
package keys

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec {
	return []command.Spec{
		copySpec(), delSpec(), existsSpec(), expireSpec(), expireAtSpec(), expireTimeSpec(), keysSpec(), moveSpec(),
		objectSpec(), persistSpec(), pexpireSpec(), pexpireAtSpec(), pexpireTimeSpec(), pttlSpec(), randomKeySpec(),
		renameSpec(), renameNXSpec(), scanSpec(), touchSpec(), ttlSpec(), typeSpec(), unlinkSpec(),
	}
}
