package users

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

// shownBytes is how much of a client's word an error repeats.
const shownBytes = 128

func (f *family) cat() command.Spec {
	spec := anybody("CAT", "O(1) since the categories and commands are a fixed set.",
		"Returns the categories, or the commands of one.", f.runCat)
	spec.Syntax = "[categoryname]"
	return spec
}

func (f *family) runCat(c *command.Call) {
	catalogue := f.clients.Users.Catalogue()
	var names []string
	switch len(c.Args) {
	case 2:
		names = catalogue.Categories()
	case 3:
		var ok bool
		if names, ok = catalogue.Members(string(c.Args[2])); !ok {
			c.Fail(errors.New("ERR Unknown category '" + command.Text(c.Args[2], shownBytes) + "'"))
			return
		}
	default:
		tooManyWords(c)
		return
	}
	c.Out.Array(len(names))
	for _, name := range names {
		c.Out.BulkString(name)
	}
}

// tooManyWords refuses a subcommand whose arity is open although its options are not.
func tooManyWords(c *command.Call) {
	c.Fail(errors.New("ERR unknown subcommand or wrong number of arguments for '" +
		command.Text(c.Args[1], shownBytes) + "'. Try ACL HELP."))
}
