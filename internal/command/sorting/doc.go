// Package sorting owns SORT: the elements of a list, a set or a sorted set in order, by themselves or by what other
// keys say about them.
package sorting

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec { return []command.Spec{sortSpec(), sortROSpec()} }
