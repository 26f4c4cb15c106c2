package users

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

func (f *family) setUser() command.Spec {
	spec := operator("SETUSER", "O(N). Where N is the number of rules provided.", "Makes or changes a user.", f.runSetUser)
	spec.Syntax = "username [rule [rule ...]]"
	return spec
}

func (f *family) runSetUser(c *command.Call) {
	rules := make([]string, len(c.Args)-3)
	for i, arg := range c.Args[3:] {
		rules[i] = string(arg)
	}
	if _, err := f.clients.Users.Set(string(c.Args[2]), rules); err != nil {
		c.Fail(errors.New("ERR " + err.Error()))
		return
	}
	c.Out.OK()
}

func (f *family) delUser() command.Spec {
	spec := operator("DELUSER", "O(1) amortized time considering the typical user.",
		"Removes users, and closes their connections.", f.runDelUser)
	spec.Syntax = "username [username ...]"
	return spec
}

func (f *family) runDelUser(c *command.Call) {
	var gone []*acl.User
	for _, name := range c.Args[2:] {
		u, err := f.clients.Users.Remove(string(name))
		if err != nil {
			f.dismiss(c, gone)
			c.Fail(errors.New("ERR " + err.Error()))
			return
		}
		if u != nil {
			gone = append(gone, u)
		}
	}
	f.dismiss(c, gone)
	c.Out.Int(int64(len(gone)))
}

// dismiss closes the connections of users that are gone; the one that asked for it gets its reply first.
func (f *family) dismiss(c *command.Call, gone []*acl.User) {
	isGone := make(map[*acl.User]bool, len(gone))
	for _, u := range gone {
		isGone[u] = true
	}
	for _, cl := range f.clients.List() {
		if isGone[cl.User()] {
			end(cl, c.Client)
		}
	}
}

func end(cl, caller *client.Client) {
	if cl == caller {
		cl.CloseAfterReply = true
		return
	}
	cl.Kill()
}
