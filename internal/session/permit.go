package session

import (
	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/command"
)

// isAuthenticated lets those in who did not have to say a password, also when none is needed any more.
func (s *Session) isAuthenticated() bool {
	if !s.client.Authenticated && s.shared.Clients.Users.Default().IsOpen() {
		s.client.Authenticated = true
	}
	return s.client.Authenticated
}

// permit asks the rules of a user who may not do everything.
func (s *Session) permit(u *acl.User, spec *command.Spec, args [][]byte) error {
	d := spec.Check(u, args)
	if d.IsAllowed() {
		return nil
	}
	ctx := acl.Toplevel
	if s.client.Multi.Active {
		ctx = acl.InMulti
	}
	s.client.SetLastCommand(spec.Display())
	return spec.Refuse(s.client, args, d, ctx, s.now)
}
