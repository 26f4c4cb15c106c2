// Package hyperloglogs owns the commands that estimate how many different elements a set has, from a sketch of a few
// kilobytes that is kept as a string.
package hyperloglogs

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/hll"
)

// SparseLimit tells how many bytes a sketch may have before it becomes dense (hll-sparse-max-bytes).
type SparseLimit func() int64

// in is the limit that holds for a call. Replay has none, because the setting may have changed since: what became dense
// by the limit of its time is logged as such.
func (l SparseLimit) in(c *command.Call) int {
	if c.Tx.IsReplaying() {
		return math.MaxInt
	}
	return int(l())
}

// logDense logs that a sketch is in the dense form now.
func logDense(c *command.Call, key []byte) { c.Tx.LogAs("PFDEBUG", []byte("TODENSE"), key) }

// Specs returns the family's commands.
func Specs(limit SparseLimit) []command.Spec {
	return []command.Spec{
		pfAddSpec(limit), pfCountSpec(), pfDebugSpec(), pfMergeSpec(limit), pfSelfTestSpec(),
	}
}

var (
	errNotSketch = errors.New("WRONGTYPE Key is not a valid HyperLogLog string value.")
	errCorrupt   = errors.New("INVALIDOBJ Corrupted HLL object detected")
)

// open opens the sketch in a record, or replies with an error.
func open(c *command.Call, rec keyspace.Record) (hll.Sketch, bool) {
	// An integer is stored in fewer bytes than any sketch has, so it is refused like a text.
	s, err := hll.Open(rec.Value())
	if err != nil {
		c.Fail(errNotSketch)
		return nil, false
	}
	return s, true
}

// sketchBytes is how large a sparse sketch may be to be changed without an allocation.
const sketchBytes = 4096
