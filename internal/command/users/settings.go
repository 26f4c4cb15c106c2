package users

import (
	"errors"
	"fmt"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/config"
)

// errTwoSources refuses to guess which of two definitions of a user counts.
var errTwoSources = errors.New("users are defined both in the configuration file and in an ACL file; use one of them")

// Follow makes the users what the settings say, now and whenever they change.
func Follow(cfg *config.Config, users *acl.Users) {
	follow := func() error {
		users.AllowChannelsByDefault(cfg.ACLChannels.Load() == config.AllChannels)
		users.Journal.SetLimit(int(cfg.ACLLogMaxLen.Load()))
		return nil
	}
	setPassword := func() error {
		users.SetDefaultPassword(cfg.RequirePass.Load())
		return nil
	}
	_, _ = follow(), setPassword() // they never fail
	cfg.OnChange(follow, "acl-pubsub-default", "acllog-max-len")
	cfg.OnChange(setPassword, "requirepass")
}

// Begin makes the users that the configuration file or the ACL file defines, at the start of the server.
func (f *File) Begin() error {
	lines := f.Config.UserLines.Load()
	if f.Name() == "" {
		return defineUsers(f.Users, lines)
	}
	if len(lines) > 0 {
		return errTwoSources
	}
	_, err := f.Load()
	return err
}

func defineUsers(users *acl.Users, lines [][]string) error {
	for _, words := range lines {
		modifiers := words[1:]
		if words[0] == acl.DefaultName {
			modifiers = append([]string{"reset"}, modifiers...)
		}
		if _, err := users.Set(words[0], modifiers); err != nil {
			return fmt.Errorf("user %s: %w", words[0], err)
		}
	}
	return nil
}

// Lines are the users as the configuration file has them; none if there is an ACL file. A default user that is just
// as requirepass says has no line, so that either can be edited.
func (f *File) Lines() [][]string {
	if f.Name() != "" {
		return nil
	}
	var lines [][]string
	for _, u := range f.Users.List() {
		if u != f.Users.Default() || !f.Users.HasPlainDefault(f.Config.RequirePass.Load()) {
			lines = append(lines, u.Words())
		}
	}
	return lines
}
