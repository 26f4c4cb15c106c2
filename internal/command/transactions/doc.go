// Package transactions owns MULTI, EXEC and what belongs to them. The state of a transaction lives in the client;
// queueing is the session's work, running the queue as one unit is EXEC's.
package transactions

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec {
	return []command.Spec{discardSpec(), execSpec(), multiSpec(), unwatchSpec(), watchSpec()}
}
