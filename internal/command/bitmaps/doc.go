// Package bitmaps owns the commands that see a string as a row of bits, the first bit of a byte being its highest, and
// as integers of any width in that row.
package bitmaps

import "github.com/holdfast-db/holdfast/internal/command"

// Limit tells the largest string that a command may build, in bytes (proto-max-bulk-len).
type Limit func() int64

// Specs returns the family's commands.
func Specs(limit Limit) []command.Spec {
	return []command.Spec{
		bitCountSpec(), bitFieldSpec(limit), bitFieldROSpec(limit), bitOpSpec(), bitPosSpec(), getBitSpec(limit),
		setBitSpec(limit),
	}
}
