package server

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/resp"
)

func commandDocs() command.Spec {
	spec := subcommand("DOCS", "7.0.0", "Returns the documentation of commands.", func(c *command.Call) {
		specs := c.Table.All()
		if len(c.Args) > 2 {
			specs = named(c.Table, c.Args[2:])
		}
		c.Out.Map(len(specs))
		for _, spec := range specs {
			writeDocs(c.Out, spec)
		}
	})
	spec.Syntax = "[command-name [command-name ...]]"
	spec.Tips = []string{"nondeterministic_output_order"}
	spec.Compat = command.Partial("the words are Holdfast's own, and there is no history")
	return spec
}

// named finds the commands that exist.
func named(t *command.Table, names [][]byte) (specs []*command.Spec) {
	for _, name := range names {
		if spec := t.Find(string(name)); spec != nil {
			specs = append(specs, spec)
		}
	}
	return specs
}

func writeDocs(out *resp.Writer, s *command.Spec) {
	out.BulkString(s.FullName())
	arguments, subcommands := s.Arguments(), s.Subcommands
	out.Map(4 + count(len(arguments) > 0, len(subcommands) > 0))
	writeText(out, "summary", s.Summary)
	writeText(out, "since", s.Since)
	writeText(out, "group", s.Group)
	writeText(out, "complexity", s.Complexity)
	if len(arguments) > 0 {
		keys := 0
		out.BulkString("arguments")
		writeArguments(out, arguments, len(s.Keys), &keys)
	}
	if len(subcommands) > 0 {
		out.BulkString("subcommands")
		out.Map(len(subcommands))
		for i := range subcommands {
			writeDocs(out, &subcommands[i])
		}
	}
}

// writeArguments writes the grammar. The key arguments met so far tell which of the rules finds the next one.
func writeArguments(out *resp.Writer, args []command.Argument, rules int, keys *int) {
	out.Array(len(args))
	for i := range args {
		writeArgument(out, &args[i], rules, keys)
	}
}

func writeArgument(out *resp.Writer, a *command.Argument, rules int, keys *int) {
	flags := argumentFlags(a)
	isLeaf, isKey := len(a.Children) == 0, a.Type == "key" && rules > 0
	out.Map(2 + count(isLeaf, isKey, a.Token != "", len(flags) > 0, !isLeaf))
	writeText(out, "name", a.Name)
	writeText(out, "type", a.Type)
	if isLeaf {
		writeText(out, "display_text", a.Name)
	}
	if isKey {
		writeNumber(out, "key_spec_index", min(*keys, rules-1))
		*keys++
	}
	if a.Token != "" {
		writeText(out, "token", a.Token)
	}
	if len(flags) > 0 {
		out.BulkString("flags")
		writeFlags(out, flags)
	}
	if !isLeaf {
		out.BulkString("arguments")
		writeArguments(out, a.Children, rules, keys)
	}
}

func argumentFlags(a *command.Argument) (flags []string) {
	if a.Optional {
		flags = append(flags, "optional")
	}
	if a.Multiple {
		flags = append(flags, "multiple")
	}
	if a.MultipleToken {
		flags = append(flags, "multiple_token")
	}
	return flags
}

// count is how many of the conditions hold.
func count(conditions ...bool) (n int) {
	for _, holds := range conditions {
		if holds {
			n++
		}
	}
	return n
}
