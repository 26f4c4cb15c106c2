package script

import (
	"slices"
	"strings"
)

// Flags say what a script promises or allows.
type Flags uint8

// The flags.
const (
	// NoWrites says that the script runs no writing command.
	NoWrites Flags = 1 << iota
	// AllowOOM lets the script run when the memory is full.
	AllowOOM
	// AllowStale lets the script run on a replica that has lost its primary.
	AllowStale
	// NoCluster refuses the script in a cluster.
	NoCluster
	// AllowCrossSlot lets the script touch keys of several slots.
	AllowCrossSlot
)

// flagNames are in the order in which the flags are listed.
var flagNames = [...]string{"no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys"}

// Has reports whether all of want are set.
func (f Flags) Has(want Flags) bool { return f&want == want }

// Names lists the flags by name.
func (f Flags) Names() []string {
	var names []string
	for i, name := range flagNames {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// parseFlag is the flag of a name, in any case.
func parseFlag(name string) (Flags, bool) {
	i := slices.IndexFunc(flagNames[:], func(n string) bool { return strings.EqualFold(n, name) })
	if i < 0 {
		return 0, false
	}
	return 1 << i, true
}
