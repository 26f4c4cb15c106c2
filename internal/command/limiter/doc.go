// Package limiter owns CL.THROTTLE, with the arguments and replies of the module redis-cell: a rate limit that is exact
// for however many clients ask at the same time, because each asks under the lock of the key.
//
// It is the generic cell rate algorithm. All that it has to remember is one time, when the next request would be
// due if all had come evenly; the key holds it as a string, in Unix nanoseconds, and expires at that time, when nothing
// is owed any more.
package limiter

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec { return []command.Spec{throttleSpec()} }
