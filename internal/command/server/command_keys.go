package server

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errNotACommand  = errors.New("ERR Invalid command specified")
	errKeylessCmd   = errors.New("ERR The command has no key arguments")
	errCommandArity = errors.New("ERR Invalid number of arguments specified for command")
	errCommandArgs  = errors.New("ERR Invalid arguments specified for command")
)

func commandGetKeys() command.Spec {
	spec := subcommand("GETKEYS", "2.8.13", "Finds the keys in a command.", func(c *command.Call) {
		refs, err := findKeys(c.Table, c.Args[2:])
		if err != nil {
			c.Fail(err)
			return
		}
		c.Out.Array(len(refs))
		for _, ref := range refs {
			c.Out.Bulk(c.Args[2+ref.Pos])
		}
	})
	spec.Complexity = "O(N) where N is the number of arguments to the command"
	spec.Syntax = "command [arg ...]"
	return spec
}

func commandGetKeysAndFlags() command.Spec {
	spec := subcommand("GETKEYSANDFLAGS", "7.0.0", "Finds the keys in a command, and what it does with each.",
		func(c *command.Call) {
			refs, err := findKeys(c.Table, c.Args[2:])
			if err != nil {
				c.Fail(err)
				return
			}
			c.Out.Array(len(refs))
			for _, ref := range refs {
				c.Out.Array(2)
				c.Out.Bulk(c.Args[2+ref.Pos])
				writeFlags(c.Out, ref.Access.Names())
			}
		})
	spec.Complexity = "O(N) where N is the number of arguments to the command"
	spec.Syntax = "command [arg ...]"
	return spec
}

func findKeys(t *command.Table, args [][]byte) ([]command.KeyRef, error) {
	spec, err := t.Resolve(args)
	switch {
	case spec == nil:
		return nil, errNotACommand
	case !spec.HasKeys():
		return nil, errKeylessCmd
	case err != nil:
		return nil, errCommandArity
	}
	refs, err := spec.AppendKeys(nil, args)
	if err != nil {
		return nil, errCommandArgs
	}
	return refs, nil
}
