package scripting

import (
	"github.com/holdfast-db/holdfast/internal/command"
)

func (r *Runner) functionSpec() command.Spec {
	// Those that change libraries hold all shards, so that their records in the log are in the order of the changes.
	const changes = command.NoScript | command.Write | command.AllShards
	all := []string{"request_policy:all_shards", "response_policy:all_succeeded"}
	return command.Spec{
		Name: "FUNCTION", Group: "scripting", Since: "7.0.0", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on libraries of functions.",
		Subcommands: []command.Spec{
			{
				Name: "DELETE", Since: "7.0.0", Complexity: "O(1)", Summary: "Removes a library.",
				Flags: changes, Syntax: "library-name", Tips: all, Compat: command.Matches("7.2"), Run: r.functionDelete,
			},
			{
				Name: "DUMP", Since: "7.0.0", Complexity: "O(N) where N is the number of functions",
				Summary: "Returns all libraries in serialised form.",
				Flags:   command.NoScript, Compat: command.Matches("7.2"), Run: r.functionDump,
			},
			{
				Name: "FLUSH", Since: "7.0.0", Complexity: "O(N) where N is the number of functions deleted",
				Summary: "Removes all libraries.",
				Flags:   changes, Syntax: "[<ASYNC | SYNC>]", Tips: all, Compat: command.Matches("7.2"), Run: r.functionFlush,
			},
			command.HelpSpec("function", "7.0.0", functionHelp()),
			{
				Name: "KILL", Since: "7.0.0", Complexity: "O(1)",
				Summary: "Ends the slow function, and takes back what it has written.",
				Flags:   command.NoScript | command.AllowBusy,
				Tips:    []string{"request_policy:all_shards", "response_policy:one_succeeded"},
				Compat:  command.Matches("7.2"), Run: func(c *command.Call) { r.replyKill(c, false) },
			},
			{
				Name: "LIST", Since: "7.0.0", Complexity: "O(N) where N is the number of functions",
				Summary: "Returns the libraries and their functions.",
				Flags:   command.NoScript, Syntax: "[LIBRARYNAME library-name-pattern] [WITHCODE]",
				Tips: []string{"nondeterministic_output_order"}, Compat: command.Matches("7.2"), Run: r.functionList,
			},
			{
				Name: "LOAD", Since: "7.0.0", Complexity: "O(1) (considering compilation time is redundant)",
				Summary: "Creates a library.",
				Flags:   changes | command.DenyOOM, Syntax: "[REPLACE] function-code", Tips: all,
				Compat: command.Matches("7.2"), Run: r.functionLoad,
			},
			{
				Name: "RESTORE", Since: "7.0.0", Complexity: "O(N) where N is the number of functions on the payload",
				Summary: "Adds the libraries of a serialised form.",
				Flags:   changes | command.DenyOOM, Syntax: "serialized-value [<FLUSH | APPEND | REPLACE>]", Tips: all,
				Compat: command.Matches("7.2"), Run: r.functionRestore,
			},
			{
				Name: "STATS", Since: "7.0.0", Complexity: "O(1)",
				Summary: "Returns what the slow function is, and how many libraries and functions there are.",
				Flags:   command.NoScript | command.AllowBusy,
				Tips:    []string{"nondeterministic_output", "request_policy:all_shards", "response_policy:special"},
				Compat:  command.Matches("7.2"), Run: r.functionStats,
			},
		},
	}
}

func functionHelp() []string {
	return []string{
		"DELETE <library-name>", "    Remove a library.",
		"DUMP", "    Return all libraries in serialised form.",
		"FLUSH [ASYNC|SYNC]", "    Remove all libraries.",
		"KILL", "    End the slow function, and take back what it has written.",
		"LIST [LIBRARYNAME <pattern>] [WITHCODE]", "    Return the libraries and their functions.",
		"LOAD [REPLACE] <code>", "    Create a library.",
		"RESTORE <payload> [APPEND|FLUSH|REPLACE]", "    Add the libraries of a serialised form.",
		"STATS", "    Return what the slow function is, and counts.",
	}
}
