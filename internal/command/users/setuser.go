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
	spec.IsSecret = isAboutUser
	return spec
}

// isAboutUser knows the words behind the subcommand: names of users, and passwords.
func isAboutUser(_ [][]byte, i int) bool { return i >= 2 }

func (f *family) runSetUser(c *command.Call) {
	rules := make([]string, len(c.Args)-3)
	for i, arg := range c.Args[3:] {
		rules[i] = string(arg)
	}
	u, err := f.clients.Users.Set(string(c.Args[2]), rules)
	if err != nil {
		c.Fail(errors.New("ERR " + err.Error()))
		return
	}
	f.silence(c, u)
	c.Out.OK()
}

// silence closes the connections of a user that listen to what it may not any more.
func (f *family) silence(c *command.Call, u *acl.User) {
	for _, cl := range f.clients.List() {
		if cl.User() == u && cl.HasFlag(client.FlagPubSub) && !cl.MayKeepSubscriptions(u) {
			end(cl, c.Client)
		}
	}
}

func (f *family) delUser() command.Spec {
	spec := operator("DELUSER", "O(1) amortized time considering the typical user.",
		"Removes users, and closes their connections.", f.runDelUser)
	spec.Syntax = "username [username ...]"
	spec.IsSecret = isAboutUser
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
