package server

import (
	"bytes"
	"slices"

	"github.com/holdfast-db/holdfast/internal/base/glob"
	"github.com/holdfast-db/holdfast/internal/command"
)

func commandList() command.Spec {
	spec := subcommand("LIST", "7.0.0", "Lists the names of commands.", func(c *command.Call) {
		accepts, ok := parseFilter(c)
		if !ok {
			return
		}
		names := listNames(c.Table, accepts)
		c.Out.Array(len(names))
		for _, name := range names {
			c.Out.BulkString(name)
		}
	})
	spec.Syntax = "[FILTERBY <MODULE module-name | ACLCAT category | PATTERN pattern>]"
	spec.Tips = []string{"nondeterministic_output_order"}
	return spec
}

// filter says which commands COMMAND LIST is to name.
type filter func(*command.Spec) bool

func parseFilter(c *command.Call) (accepts filter, ok bool) {
	switch {
	case len(c.Args) == 2:
		return func(*command.Spec) bool { return true }, true
	case len(c.Args) != 5 || !c.Is(2, "FILTERBY"):
	case c.Is(3, "MODULE"):
		return func(*command.Spec) bool { return false }, true // there are no modules
	case c.Is(3, "ACLCAT"):
		category := string(bytes.ToLower(c.Args[4]))
		return func(s *command.Spec) bool { return slices.Contains(s.CategoryNames(), category) }, true
	case c.Is(3, "PATTERN"):
		pattern := c.Args[4]
		return func(s *command.Spec) bool { return glob.MatchFold(pattern, []byte(s.FullName())) }, true
	}
	c.Fail(command.ErrSyntax)
	return nil, false
}

func listNames(t *command.Table, accepts filter) (names []string) {
	add := func(s *command.Spec) {
		if accepts(s) {
			names = append(names, s.FullName())
		}
	}
	for _, spec := range t.All() {
		add(spec)
		for i := range spec.Subcommands {
			add(&spec.Subcommands[i])
		}
	}
	return names
}
