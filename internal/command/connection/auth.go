package connection

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errNoPassword = errors.New("ERR AUTH <password> called without any password configured for the default user." +
		" Are you sure your configuration is correct?")
	errWrongPass = errors.New("WRONGPASS invalid username-password pair or user is disabled.")
)

func (f *family) auth() command.Spec {
	return command.Spec{
		Name: "AUTH", Group: "connection", Since: "1.0.0",
		Complexity: "O(N) where N is the number of passwords defined for the user",
		Summary:    "Proves who the client is.",
		Flags: command.NoScript | command.Loading | command.Stale | command.Fast | command.NoAuth |
			command.AllowBusy,
		Syntax:   "[username] password",
		Compat:   command.Matches("7.2"),
		IsSecret: func(_ [][]byte, i int) bool { return i > 0 }, // a user's name may be a password in the wrong place
		Run:      f.runAuth,
	}
}

func (f *family) runAuth(c *command.Call) {
	user, password := acl.DefaultName, c.Args[len(c.Args)-1]
	switch {
	case len(c.Args) > 3:
		c.Fail(command.ErrSyntax)
		return
	case len(c.Args) == 3:
		user = string(c.Args[1])
	case f.clients.Users.Default().NeedsNoPassword():
		c.Fail(errNoPassword)
		return
	}
	if !f.authenticate(c, user, string(password)) {
		c.Fail(errWrongPass)
		return
	}
	c.Out.OK()
}

// authenticate lets the client in as the user if the password is right, and writes it down if it is not.
func (f *family) authenticate(c *command.Call, user, password string) bool {
	u := f.clients.Users.Authenticate(user, password)
	if u == nil {
		f.recordFailure(c, user)
		return false
	}
	c.Client.SetUser(u)
	c.Client.Authenticated = true
	return true
}

func (f *family) recordFailure(c *command.Call, user string) {
	ctx := acl.Toplevel
	if c.Client.Multi.Active {
		ctx = acl.InMulti
	}
	c.Client.SetLastCommand(c.Spec.Display())
	f.clients.Users.Journal.Add(acl.Entry{
		Reason: acl.DeniedAuth, Context: ctx, Object: string(c.Args[0]), Username: user,
		ClientInfo: string(c.Client.AppendInfo(nil, c.Tx.Now())), UpdatedMillis: c.Tx.Now(),
	})
}
