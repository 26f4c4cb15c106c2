// Package streams owns the commands on streams, those of their groups, and the clients that wait for entries.
package streams

import "github.com/holdfast-db/holdfast/internal/command"

// NodeEntries tells how many entries Redis keeps in a node of a stream (stream-node-max-entries): trims that need not
// be exact remove them by so many.
type NodeEntries func() int64

// Specs returns the family's commands.
func Specs(node NodeEntries) []command.Spec {
	return []command.Spec{
		xackSpec(), xackdelSpec(), xaddSpec(node), xautoclaimSpec(), xcfgsetSpec(), xclaimSpec(), xdelSpec(), xdelayedSpec(),
		xdelexSpec(), xgroupSpec(), xidmprecordSpec(), xinfoSpec(), xlenSpec(), xnackSpec(), xpendingSpec(), xrangeSpec(), xreadSpec(),
		xreadgroupSpec(), xredriveSpec(), xrevrangeSpec(), xsetidSpec(), xtrimSpec(node),
	}
}
