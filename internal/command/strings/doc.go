// Package strings owns the commands on string values. Bitmaps, which are strings too, have a package of their own.
package strings

import (
	"github.com/holdfast-db/holdfast/internal/command"
)

// Limit tells the largest string that a command may build, in bytes (proto-max-bulk-len).
type Limit func() int64

// Specs returns the family's commands.
func Specs(limit Limit) []command.Spec {
	return []command.Spec{
		appendSpec(limit), decrSpec(), decrBySpec(), getSpec(), getDelSpec(), getExSpec(), getRangeSpec(),
		getSetSpec(), incrSpec(), incrBySpec(), incrByFloatSpec(), lcsSpec(), mgetSpec(), msetSpec(), msetNXSpec(),
		psetExSpec(), setSpec(), setExSpec(), setNXSpec(), setRangeSpec(limit), strlenSpec(), substrSpec(),
	}
}
