package command

import "strings"

// HelpSpec is the HELP subcommand of a container: lines are usage and explanation in turn.
func HelpSpec(container, since string, lines []string) Spec {
	return Spec{
		Name: "HELP", Since: since, Complexity: "O(1)",
		Summary: "Returns helpful text about the subcommands of " + strings.ToUpper(container) + ".",
		Flags:   Loading | Stale,
		Compat:  Partial("the wording is Holdfast's own"),
		Run: func(c *Call) {
			c.Out.Array(len(lines) + 3)
			c.Out.Simple(strings.ToUpper(container) + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:")
			for _, line := range lines {
				c.Out.Simple(line)
			}
			c.Out.Simple("HELP")
			c.Out.Simple("    Print this help.")
		},
	}
}
