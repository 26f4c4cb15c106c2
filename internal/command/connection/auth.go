package connection

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errNoPassword = errors.New("ERR AUTH <password> called without any password configured for the default user." +
		" Are you sure your configuration is correct?")
	errWrongPass = errors.New("WRONGPASS invalid username-password pair or user is disabled.")
)

// defaultUser is the only user there is.
const defaultUser = "default"

func (f *family) auth() command.Spec {
	return command.Spec{
		Name: "AUTH", Group: "connection", Since: "1.0.0",
		Complexity: "O(N) where N is the number of passwords defined for the user",
		Summary:    "Proves who the client is.",
		Flags: command.NoScript | command.Loading | command.Stale | command.Fast | command.NoAuth |
			command.AllowBusy,
		Syntax:   "[username] password",
		Compat:   command.Partial("there is one user, default, whose password is requirepass"),
		IsSecret: func(_ [][]byte, i int) bool { return i > 0 },
		Run:      f.runAuth,
	}
}

func (f *family) runAuth(c *command.Call) {
	user, password := []byte(defaultUser), c.Args[len(c.Args)-1]
	switch {
	case len(c.Args) > 3:
		c.Fail(command.ErrSyntax)
		return
	case len(c.Args) == 3:
		user = c.Args[1]
	case f.config.RequirePass.Load() == "":
		c.Fail(errNoPassword)
		return
	}
	if !f.authenticate(c, user, password) {
		c.Fail(errWrongPass)
		return
	}
	c.Out.OK()
}

// authenticate lets the client in if the password is right. A user without a password accepts any, as in Redis.
func (f *family) authenticate(c *command.Call, user, password []byte) bool {
	required := f.config.RequirePass.Load()
	if string(user) != defaultUser || required != "" && !isSame(password, []byte(required)) {
		return false
	}
	c.Client.Authenticated = true
	return true
}

// isSame takes the same time wherever the two differ, in length too.
func isSame(a, b []byte) bool {
	x, y := sha256.Sum256(a), sha256.Sum256(b)
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
