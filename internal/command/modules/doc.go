// Package modules owns MODULE. Holdfast cannot load modules; clients that look which there are find none.
package modules

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

// Specs returns the family's commands.
func Specs() []command.Spec { return []command.Spec{moduleSpec()} }

var (
	errNoModules = errors.New("ERR Holdfast cannot load modules")
	errNotLoaded = errors.New("ERR Error unloading module: no such module with that name")
)

func moduleSpec() command.Spec {
	return command.Spec{
		Name: "MODULE", Group: "server", Since: "4.0.0", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on modules.",
		Subcommands: []command.Spec{
			{
				Name: "LIST", Since: "4.0.0", Complexity: "O(N) where N is the number of loaded modules.",
				Summary: "Returns the modules that are loaded: none.",
				Flags:   command.Admin | command.NoScript,
				Tips:    []string{"nondeterministic_output_order"},
				Compat:  command.Partial("there are no modules"),
				Run:     func(c *command.Call) { c.Out.Array(0) },
			},
			loadSpec("LOAD", "4.0.0", "path:string [arg:string [arg ...]]"),
			loadSpec("LOADEX", "7.0.0", "path:string [word:string [word ...]]"),
			{
				Name: "UNLOAD", Since: "4.0.0", Complexity: "O(1)",
				Summary: "Unloads a module, if there were one.",
				Flags:   command.Admin | command.NoScript | command.NoAsyncLoading,
				Syntax:  "name:string",
				Compat:  command.Partial("there are no modules"),
				Run:     func(c *command.Call) { c.Fail(errNotLoaded) },
			},
			command.HelpSpec("MODULE", "5.0.0", []string{"LIST", "    Return the modules that are loaded: none."}),
		},
	}
}

func loadSpec(name, since, syntax string) command.Spec {
	return command.Spec{
		Name: name, Since: since, Complexity: "O(1)",
		Summary: "Refuses to load a module.",
		Flags:   command.Admin | command.NoScript | command.NoAsyncLoading,
		Syntax:  syntax,
		Compat:  command.Partial("there are no modules"),
		Run:     func(c *command.Call) { c.Fail(errNoModules) },
	}
}
