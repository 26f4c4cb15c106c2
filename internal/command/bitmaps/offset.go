package bitmaps

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errOffset = errors.New("ERR bit offset is not an integer or out of range")

// bitOffset parses argument i as the offset of a bit in a string of up to limit bytes, or replies with an error.
func bitOffset(c *command.Call, i int, limit int64) (int, bool) {
	return checkOffset(c, c.Args[i], 1, limit)
}

// fieldOffset is bitOffset for a field; "#3" is where the third field behind one of the same width begins.
func fieldOffset(c *command.Call, i int, width uint, limit int64) (int, bool) {
	if arg := c.Args[i]; len(arg) > 0 && arg[0] == '#' {
		return checkOffset(c, arg[1:], int64(width), limit)
	}
	return bitOffset(c, i, limit)
}

// checkOffset parses an offset in units of some bits. What has been logged is within the limit of its time.
func checkOffset(c *command.Call, arg []byte, unit, limit int64) (int, bool) {
	v, ok := command.ParseInt(arg)
	if !ok || v < 0 || v > math.MaxInt64/unit || v*unit/8 >= limit && !c.Tx.IsReplaying() {
		c.Fail(errOffset)
		return 0, false
	}
	return int(v * unit), true
}
