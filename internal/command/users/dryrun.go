package users

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

func (f *family) dryRun() command.Spec {
	spec := operator("DRYRUN", "O(1).", "Says whether a user may run a command, without running it.", f.runDryRun)
	spec.Since = "7.0.0"
	spec.Syntax = "username command [arg [arg ...]]"
	return spec
}

func (f *family) runDryRun(c *command.Call) {
	name, words := c.Args[2], c.Args[3:]
	u := f.clients.Users.Find(string(name))
	if u == nil {
		c.Fail(errors.New("ERR User '" + command.Text(name, shownBytes) + "' not found"))
		return
	}
	spec, err := c.Table.Resolve(words)
	switch {
	case spec == nil:
		c.Fail(errors.New("ERR Command '" + command.Text(words[0], shownBytes) + "' not found"))
		return
	case err != nil:
		c.Fail(err)
		return
	}
	if d := spec.Check(u, words); !d.IsAllowed() {
		c.Out.BulkString(spec.ExplainDenial(u, words, d))
		return
	}
	c.Out.OK()
}
