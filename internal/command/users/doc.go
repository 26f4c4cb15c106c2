// Package users owns the ACL command: who the users are, what they may do, and what was refused to them.
package users

import (
	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

// family is what the subcommands share.
type family struct {
	clients *client.Registry
	file    *File
}

// Specs returns the family's commands.
func Specs(clients *client.Registry, file *File) []command.Spec {
	f := &family{clients: clients, file: file}
	return []command.Spec{f.spec()}
}

func (f *family) spec() command.Spec {
	return command.Spec{
		Name: "ACL", Group: "server", Since: "6.0.0", Complexity: "Depends on subcommand.",
		Summary: "A container for commands on users and their rules.",
		Subcommands: []command.Spec{
			f.cat(), f.delUser(), f.dryRun(), genPass(), f.getUser(), f.list(), f.load(), f.log(), f.save(), f.setUser(),
			f.users(), whoAmI(),
			command.HelpSpec("ACL", "6.0.0", []string{
				"CAT [<category>]", "    Return the categories, or the commands of <category>.",
				"DELUSER <username> [<username> ...]", "    Remove users, and close their connections.",
				"DRYRUN <username> <command> [<arg> ...]", "    Say whether a user may run a command, without running it.",
				"GENPASS [<bits>]", "    Return a random password, of 256 bits unless <bits> says otherwise.",
				"GETUSER <username>", "    Return what is known about a user.",
				"LIST", "    Return all users as lines of an ACL file.",
				"LOAD", "    Replace all users by those of the ACL file.",
				"LOG [<count>|RESET]", "    Return what was refused lately, or forget it.",
				"SAVE", "    Write all users into the ACL file.",
				"SETUSER <username> [<rule> ...]", "    Make or change a user.",
				"USERS", "    Return the names of all users.",
				"WHOAMI", "    Return the name of this connection's user.",
			}),
		},
	}
}

// anybody is a subcommand without secrets.
func anybody(name, complexity, summary string, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Since: "6.0.0", Complexity: complexity, Summary: summary,
		Flags:  command.NoScript | command.Loading | command.Stale,
		Compat: command.Matches("7.2"),
		Run:    run,
	}
}

// operator is a subcommand for those who manage users.
func operator(name, complexity, summary string, run command.Handler) command.Spec {
	spec := anybody(name, complexity, summary, run)
	spec.Flags |= command.Admin
	return spec
}

func whoAmI() command.Spec {
	return anybody("WHOAMI", "O(1)", "Returns the name of the connection's user.", func(c *command.Call) {
		c.Out.BulkString(c.Client.User().Name())
	})
}

func (f *family) users() command.Spec {
	return operator("USERS", "O(N). Where N is the number of configured users.", "Returns the names of all users.",
		func(c *command.Call) { f.each(c, (*acl.User).Name) })
}

func (f *family) list() command.Spec {
	return operator("LIST", "O(N). Where N is the number of configured users.", "Returns all users as lines of an ACL file.",
		func(c *command.Call) { f.each(c, (*acl.User).Describe) })
}

// each writes a text for every user.
func (f *family) each(c *command.Call, text func(*acl.User) string) {
	users := f.clients.Users.List()
	c.Out.Array(len(users))
	for _, u := range users {
		c.Out.BulkString(text(u))
	}
}
