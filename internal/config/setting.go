package config

import "strings"

// A setting is one line of the table.
type setting struct {
	name string
	// alias is an older name, which is understood as well.
	alias string
	// preset is the default, written as in a file.
	preset string
	value  value
	doc    string
	// immutable settings cannot be changed at run time.
	immutable bool
	// sensitive settings are secrets; errors do not show their values.
	sensitive bool
	// hidden settings are not shown by CONFIG GET.
	hidden bool
	// accumulates says that a later line adds to what an earlier one said.
	accumulates bool
}

// A value knows the grammar of a setting and the field that it lives in.
type value interface {
	// parse checks the words after the name of the setting. Nothing changes
	// before store is called, which cannot fail.
	parse(args []string) (store func(), err error)
	// get returns the current value as CONFIG GET does.
	get() string
	// args returns the current value as words that parse takes to mean
	// exactly it, whatever was the value before.
	args() []string
	// describe says in a few words which values there are.
	describe() string
}

// names are all that the setting answers to.
func (s *setting) names() []string {
	if s.alias == "" {
		return []string{s.name}
	}
	return []string{s.name, s.alias}
}

// restore sets a value that is known to be good.
func (s *setting) restore(args []string) {
	store, err := s.value.parse(args)
	if err != nil {
		panic("config: " + s.name + " does not take its own value: " + err.Error())
	}
	store()
}

// line returns the setting as a line of a file, or as several.
func (s *setting) line() string {
	v, ok := s.value.(linewise)
	if !ok || len(v.lines()) == 0 {
		return joinWords(append([]string{s.name}, s.value.args()...))
	}
	var all []string
	for _, words := range v.lines() {
		all = append(all, joinWords(append([]string{s.name}, words...)))
	}
	return strings.Join(all, "\n")
}

// one returns the argument of a setting that takes exactly one.
func one(args []string) (string, error) {
	if len(args) != 1 {
		return "", ErrArity
	}
	return args[0], nil
}
