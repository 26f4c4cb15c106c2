// Package dump owns DUMP and RESTORE: values in the format of Redis, for those who move them between servers.
package dump

import "github.com/holdfast-db/holdfast/internal/command"

// Limit tells the longest string that a value may hold, in bytes (proto-max-bulk-len).
type Limit func() int64

// Specs returns the family's commands.
func Specs(limit Limit) []command.Spec {
	return []command.Spec{dumpSpec(), restoreSpec(limit)}
}
