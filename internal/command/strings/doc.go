// Package strings owns the commands on string values. Bitmaps, which are strings too, have a package of their own.
package strings

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
)

// Limit tells the largest string that a command may build, in bytes (proto-max-bulk-len).
type Limit func() int64

// of is the limit that holds for a call: what the log has is built again, whatever the setting says by now.
func (l Limit) of(c *command.Call) int64 {
	if c.Tx.IsReplaying() {
		return math.MaxInt64
	}
	return l()
}

// Specs returns the family's commands.
func Specs(limit Limit) []command.Spec {
	return []command.Spec{
		appendSpec(limit), decrSpec(), decrBySpec(), getSpec(), getDelSpec(), getExSpec(), getRangeSpec(),
		getSetSpec(), incrSpec(), incrBySpec(), incrByFloatSpec(), lcsSpec(), mgetSpec(), msetSpec(), msetNXSpec(),
		psetExSpec(), setSpec(), setExSpec(), setNXSpec(), setRangeSpec(limit), strlenSpec(), substrSpec(),
	}
}
