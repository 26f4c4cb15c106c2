// Package lists owns the commands on lists, those that wait for an element included.
package lists

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec {
	return []command.Spec{
		blmoveSpec(), blmpopSpec(), blpopSpec(), brpopSpec(), brpoplpushSpec(), lindexSpec(), linsertSpec(), llenSpec(),
		lmoveSpec(), lmpopSpec(), lpopSpec(), lposSpec(), lpushSpec(), lpushxSpec(), lrangeSpec(), lremSpec(),
		lsetSpec(), ltrimSpec(), rpopSpec(), rpoplpushSpec(), rpushSpec(), rpushxSpec(),
	}
}
