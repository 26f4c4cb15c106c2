// Package scripting owns the commands that run scripts and functions, and what happens between a script and the rest of
// the server: which commands it may run, which shards it locks, and what others are told while it takes too long.
package scripting

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func (r *Runner) Specs() []command.Spec {
	return []command.Spec{
		r.evalSpec(), r.evalROSpec(), r.evalSHASpec(), r.evalSHAROSpec(), r.fcallSpec(), r.fcallROSpec(),
		r.functionSpec(), r.scriptSpec(),
	}
}
