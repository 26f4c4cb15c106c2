package acl

import (
	"errors"
	"fmt"
	"strings"
)

// FileError is everything that is wrong with an ACL file, in one line.
type FileError struct{ Problems []string }

func (e *FileError) Error() string {
	return strings.Join(e.Problems, " ") +
		" WARNING: ACL errors detected, no change to the previously active ACL rules was performed"
}

// ParseFile reads an ACL file: a line "user name modifier ..." for each user. The error is a *FileError; what is wrong
// with modifiers shows only when they are followed.
func ParseFile(name, text string) (definitions []Definition, lines []int, err error) {
	var bad FileError
	seen := make(map[string]bool)
	for i, line := range strings.Split(text, "\n") {
		words := strings.FieldsFunc(line, isBlank)
		if len(words) == 0 {
			continue
		}
		d, err := parseLine(words)
		if err == nil && seen[d.Name] {
			err = fmt.Errorf("Duplicate user '%s' found.", d.Name)
		}
		if err != nil {
			bad.Problems = append(bad.Problems, fmt.Sprintf("%s:%d: %s", name, i+1, err))
			continue
		}
		seen[d.Name] = true
		definitions, lines = append(definitions, d), append(lines, i+1)
	}
	if bad.Problems != nil {
		return nil, nil, &bad
	}
	return definitions, lines, nil
}

func parseLine(words []string) (Definition, error) {
	if words[0] != "user" || len(words) < 2 {
		return Definition{}, errors.New("should start with user keyword followed by the username.")
	}
	return Definition{words[1], words[2:]}, nil
}

// LoadFile puts the users of an ACL file in the place of all there are; see Replace.
func (us *Users) LoadFile(name, text string) (gone []*User, err error) {
	definitions, lines, err := ParseFile(name, text)
	if err != nil {
		return nil, err
	}
	gone, err = us.Replace(definitions)
	var wrong *DefinitionError
	if errors.As(err, &wrong) {
		return nil, &FileError{[]string{fmt.Sprintf("%s:%d: %s", name, lines[wrong.Index], sentence(wrong.Err))}}
	}
	return gone, err
}

// sentence leaves out that it was about ACL SETUSER, which it was not.
func sentence(err error) string {
	text := err.Error()
	var m *ModifierError
	if errors.As(err, &m) {
		text = "'" + m.Modifier + "': " + m.Err.Error()
	}
	return strings.TrimSuffix(text, ".") + "."
}

// FileText is the ACL file of the users.
func (us *Users) FileText() string {
	var b strings.Builder
	for _, u := range us.List() {
		b.WriteString(u.Describe() + "\n")
	}
	return b.String()
}
