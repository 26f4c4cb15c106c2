package instance

import (
	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/command/users"
)

func (in *Instance) aclFile(all *acl.Users) *users.File {
	return &users.File{FS: in.env.FS, Config: in.cfg, Users: all, Logger: in.env.Logger}
}

// openUsers makes the users that the settings define.
func (in *Instance) openUsers() error {
	all := in.shared.Clients.Users
	all.Learn(in.table.Catalogue())
	users.Follow(in.cfg, all)
	return in.aclFile(all).Begin()
}
