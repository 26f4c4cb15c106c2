package server

import "github.com/holdfast-db/holdfast/internal/command"

func commandSpec() command.Spec {
	return command.Spec{
		Name: "COMMAND", Group: "server", Since: "2.8.13",
		Complexity: "O(N) where N is the total number of Redis commands",
		Summary:    "Describes all commands.",
		Flags:      commandFlags,
		Tips:       []string{"nondeterministic_output_order"},
		Categories: []string{"connection"},
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { writeInfos(c, c.Table.All()) },
		Subcommands: []command.Spec{
			commandCount(), commandDocs(), commandGetKeys(), commandGetKeysAndFlags(), commandInfo(), commandList(),
			commandHelp(),
		},
	}
}

func commandHelp() command.Spec {
	spec := command.HelpSpec("COMMAND", "5.0.0", []string{
		"(no subcommand)", "    Describe all commands.",
		"COUNT", "    Return the number of commands.",
		"DOCS [<command-name> ...]", "    Return the documentation of commands, by default of all.",
		"GETKEYS <full-command>", "    Return the keys that a command with its arguments touches.",
		"GETKEYSANDFLAGS <full-command>", "    Return the keys, and what the command does with each.",
		"INFO [<command-name> ...]", "    Describe commands, by default all.",
		"LIST [FILTERBY (MODULE|ACLCAT|PATTERN) <value>]", "    Return the names of commands.",
	})
	spec.Categories = []string{"connection"}
	return spec
}

const commandFlags = command.Loading | command.Stale

// subcommand is what the subcommands of COMMAND have in common.
func subcommand(name, since, summary string, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Since: since, Summary: summary,
		Complexity: "O(N) where N is the number of commands",
		Flags:      commandFlags,
		Categories: []string{"connection"},
		Compat:     command.Matches("7.2"),
		Run:        run,
	}
}

func commandCount() command.Spec {
	spec := subcommand("COUNT", "2.8.13", "Counts the commands.", func(c *command.Call) {
		c.Out.Int(int64(len(c.Table.All())))
	})
	spec.Complexity = "O(1)"
	return spec
}

func commandInfo() command.Spec {
	spec := subcommand("INFO", "2.8.13", "Describes commands.", func(c *command.Call) {
		if len(c.Args) == 2 {
			writeInfos(c, c.Table.All())
			return
		}
		c.Out.Array(len(c.Args) - 2)
		for _, name := range c.Args[2:] {
			if spec := c.Table.Find(string(name)); spec != nil {
				writeInfo(c.Out, spec)
			} else {
				c.Out.NullArray()
			}
		}
	})
	spec.Syntax = "[command-name [command-name ...]]"
	spec.Tips = []string{"nondeterministic_output_order"}
	return spec
}

func writeInfos(c *command.Call, specs []*command.Spec) {
	c.Out.Array(len(specs))
	for _, spec := range specs {
		writeInfo(c.Out, spec)
	}
}
