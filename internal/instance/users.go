package instance

import (
	"fmt"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/command/users"
)

func (in *Instance) aclFile(all *acl.Users) *users.File {
	return &users.File{FS: in.env.FS, Config: in.cfg, Users: all, Logger: in.env.Logger}
}

// renameCommands gives commands the names that the settings want clients to use.
func (in *Instance) renameCommands() error {
	for _, words := range in.cfg.RenameCommands.Load() {
		if err := in.table.Rename(words[0], words[1]); err != nil {
			return fmt.Errorf("rename-command %s: %w", words[0], err)
		}
	}
	return nil
}

// openUsers makes the users that the settings define.
func (in *Instance) openUsers() error {
	all := in.shared.Clients.Users
	all.Learn(in.table.Catalogue())
	users.Follow(in.cfg, all)
	return in.aclFile(all).Begin()
}
