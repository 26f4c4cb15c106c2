package command

import (
	"errors"
	"slices"
	"strings"
)

// What can be wrong with renaming a command, in Redis's words.
var (
	ErrRenameUnknown = errors.New("No such command in rename-command")
	ErrRenameTaken   = errors.New("Target command name already exists")
	errRenameLong    = errors.New("the new name of the command is too long")
)

// Rename makes clients know a command by another name, or by none if that is empty. It is for the start, before
// anybody uses the table. The log has the true names always, and so have the rules of users: what was logged, or said
// of a user, means the same whatever the names are today.
func (t *Table) Rename(name, to string) error {
	s := t.Get([]byte(name))
	switch {
	case s == nil:
		return ErrRenameUnknown
	case t.Get([]byte(to)) != nil:
		return ErrRenameTaken
	case len(to) > maxNameBytes:
		return errRenameLong
	}
	name, to = strings.ToLower(name), strings.ToLower(to)
	t.hidden[s.fullName] = s
	t.byName.remove(name)
	if to == "" {
		t.list = slices.DeleteFunc(t.list, func(other *Spec) bool { return other == s })
		return nil
	}
	t.byName.put(to, s)
	return nil
}

// ResolveEffect is Resolve for what the log says.
func (t *Table) ResolveEffect(args [][]byte) (*Spec, error) {
	if len(t.hidden) > 0 {
		if s := t.hidden[strings.ToLower(string(args[0]))]; s != nil {
			return s.resolve(args)
		}
	}
	return t.Resolve(args)
}
