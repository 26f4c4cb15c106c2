package users

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/config"
)

var (
	errNoFile = errors.New("ERR This Redis instance is not configured to use an ACL file. You may want to specify users via the" +
		" ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) in order" +
		" to store users in the Redis configuration.")
	errSave = errors.New("ERR There was an error trying to save the ACLs. Please check the server logs for more information")
)

// File is the ACL file that the setting aclfile names.
type File struct {
	FS     vfs.FS
	Config *config.Config
	Users  *acl.Users
	Logger *slog.Logger
}

// Name is empty if there is no ACL file.
func (f *File) Name() string { return f.Config.ACLFile.Load() }

// Load puts the users of the file in the place of all there are, or changes nothing if anything is wrong with it. It
// returns the users that are gone.
func (f *File) Load() (gone []*acl.User, err error) {
	file, err := f.FS.Open(f.Name())
	if err != nil {
		return nil, fmt.Errorf("Error loading ACLs, opening file '%s': %w", f.Name(), err)
	}
	text, err := io.ReadAll(file)
	if err = cmp.Or(err, file.Close()); err != nil {
		return nil, fmt.Errorf("Error loading ACLs, reading file '%s': %w", f.Name(), err)
	}
	return f.Users.LoadFile(f.Name(), string(text))
}

// Save writes all users into the file.
func (f *File) Save() error { return config.ReplaceFile(f.FS, f.Name(), f.Users.FileText()) }

func (f *family) load() command.Spec {
	return operator("LOAD", "O(N). Where N is the number of configured users.",
		"Replaces all users by those of the ACL file, and closes the connections of all but the default user.", f.runLoad)
}

func (f *family) runLoad(c *command.Call) {
	if f.file.Name() == "" {
		c.Fail(errNoFile)
		return
	}
	gone, err := f.file.Load()
	if err != nil {
		c.Fail(errors.New("ERR " + err.Error()))
		return
	}
	f.dismiss(c, gone)
	c.Out.OK()
}

func (f *family) save() command.Spec {
	return operator("SAVE", "O(N). Where N is the number of configured users.", "Writes all users into the ACL file.", f.runSave)
}

func (f *family) runSave(c *command.Call) {
	if f.file.Name() == "" {
		c.Fail(errNoFile)
		return
	}
	if err := f.file.Save(); err != nil {
		f.file.Logger.Error("cannot save the ACL file", "file", f.file.Name(), "error", err)
		c.Fail(errSave)
		return
	}
	c.Out.OK()
}
