package users

import (
	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/resp"
)

func (f *family) getUser() command.Spec {
	spec := operator("GETUSER", "O(N). Where N is the number of password, command and pattern rules that the user has.",
		"Returns what is known about a user.", f.runGetUser)
	spec.Syntax = "username"
	spec.IsSecret = isAboutUser
	return spec
}

func (f *family) runGetUser(c *command.Call) {
	u := f.clients.Users.Find(string(c.Args[2]))
	if u == nil {
		c.Out.Null()
		return
	}
	d := u.Details()
	c.Out.Map(6)
	c.Out.BulkString("flags")
	c.Out.Set(len(d.Flags))
	for _, flag := range d.Flags {
		c.Out.BulkString(flag)
	}
	c.Out.BulkString("passwords")
	c.Out.Array(len(d.Passwords))
	for _, digest := range d.Passwords {
		c.Out.BulkString(digest)
	}
	writeSelector(c.Out, d.Root)
	c.Out.BulkString("selectors")
	c.Out.Array(len(d.Selectors))
	for _, s := range d.Selectors {
		c.Out.Map(3)
		writeSelector(c.Out, s)
	}
}

func writeSelector(out *resp.Writer, s acl.Selector) {
	out.BulkString("commands")
	out.BulkString(s.Commands)
	out.BulkString("keys")
	out.BulkString(s.Keys)
	out.BulkString("channels")
	out.BulkString(s.Channels)
}
