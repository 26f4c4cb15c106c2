package acl

import (
	"bytes"
	"slices"
	"strings"
)

// selector is one set of permissions. A command is allowed if any one selector of the user allows all of it.
type selector struct {
	everyCommand, everyKey, everyChannel bool

	commands  bits             // that are allowed
	firstArgs map[int][]string // of commands that are allowed with these only
	rules     rules            // how that came about
	keys      []keyPattern
	channels  []channelPattern
}

// newSelector allows nothing, or just all channels.
func newSelector(allChannels bool) *selector {
	return &selector{everyChannel: allChannels, rules: rules{{false, everyCommand}}}
}

// unlimited is the selector that allows everything.
func unlimited() *selector {
	return &selector{everyCommand: true, everyKey: true, everyChannel: true, rules: rules{{true, everyCommand}}}
}

func (s *selector) isUnlimited() bool { return s.everyCommand && s.everyKey && s.everyChannel }

// clone copies what apply changes in place; the sets below are replaced, never changed.
func (s *selector) clone() *selector {
	c := *s
	c.keys = slices.Clone(s.keys)
	c.channels = slices.Clone(s.channels)
	return &c
}

// apply follows one modifier.
func (s *selector) apply(op string, cat *Catalogue) error {
	switch strings.ToLower(op) {
	case "allkeys", "~*":
		s.everyKey, s.keys = true, nil
	case "resetkeys":
		s.everyKey, s.keys = false, nil
	case "allchannels", "&*":
		s.everyChannel, s.channels = true, nil
	case "resetchannels":
		s.everyChannel, s.channels = false, nil
	case "allcommands", "+@all":
		s.chooseAll(true)
	case "nocommands", "-@all":
		s.chooseAll(false)
	default:
		return s.applyPrefixed(op, cat)
	}
	return nil
}

func (s *selector) applyPrefixed(op string, cat *Catalogue) error {
	rest := op[1:]
	switch op[0] {
	case '~', '%':
		return s.addKeys(op)
	case '&':
		return s.addChannels(rest)
	case '+', '-':
		allow := op[0] == '+'
		if name, ok := strings.CutPrefix(rest, "@"); ok {
			return s.chooseCategory(name, allow, cat)
		}
		if allow && strings.Contains(rest, "|") {
			return s.chooseWithArg(rest, cat)
		}
		return s.chooseCommand(rest, allow, cat)
	}
	return ErrSyntax
}

// chooseAll allows all commands, those that will come later included, or none.
func (s *selector) chooseAll(allow bool) {
	s.everyCommand, s.commands, s.firstArgs = allow, nil, nil
	s.rules = s.rules.with(rule{allow, everyCommand})
}

func (s *selector) chooseCategory(name string, allow bool, cat *Catalogue) error {
	c := cat.category(strings.ToLower(name))
	if c == nil {
		return ErrUnknownCommand
	}
	s.choose(c.members, allow, cat)
	s.rules = s.rules.with(rule{allow, "@" + c.name})
	return nil
}

func (s *selector) chooseCommand(name string, allow bool, cat *Catalogue) error {
	cmd := cat.find(name)
	if cmd == nil {
		return ErrUnknownCommand
	}
	members := bits(nil).with(cmd.ID)
	for _, sub := range cmd.Subcommands {
		members = members.with(sub.ID)
	}
	s.choose(members, allow, cat)
	s.rules = s.rules.with(rule{allow, cmd.Name})
	return nil
}

// chooseWithArg allows "container|subcommand", or a command without subcommands with this first argument only.
func (s *selector) chooseWithArg(name string, cat *Catalogue) error {
	at := strings.LastIndexByte(name, '|')
	cmd, arg := cat.find(name[:at]), strings.ToLower(name[at+1:])
	switch {
	case cmd == nil:
		return ErrUnknownCommand
	case cat.parents[cmd.ID] != nil:
		return ErrFirstArg
	case arg == "":
		return ErrSyntax
	case len(cmd.Subcommands) > 0:
		return s.chooseCommand(name, true, cat)
	}
	s.addFirstArg(cmd.ID, arg)
	s.rules = s.rules.with(rule{true, cmd.Name + "|" + arg})
	return nil
}

// choose allows or forbids a set of commands, whatever was said about their first arguments.
func (s *selector) choose(members bits, allow bool, cat *Catalogue) {
	if s.everyCommand && !allow {
		s.everyCommand = false
		for _, cmd := range cat.ordered {
			s.commands = s.commands.with(cmd.ID)
		}
	}
	if allow {
		s.commands = s.commands.union(members)
	} else {
		s.commands = s.commands.minus(members)
	}
	kept := make(map[int][]string)
	for id, args := range s.firstArgs {
		if !members.has(id) {
			kept[id] = args
		}
	}
	s.firstArgs = kept
}

func (s *selector) addFirstArg(id int, arg string) {
	grown := map[int][]string{}
	for other, args := range s.firstArgs {
		grown[other] = args
	}
	if !slices.Contains(grown[id], arg) {
		grown[id] = append(slices.Clip(grown[id]), arg)
	}
	s.firstArgs = grown
}

// addKeys adds a pattern, or more permissions to one that is there.
func (s *selector) addKeys(op string) error {
	p, err := parseKeyPattern(op)
	switch {
	case s.everyKey:
		return ErrAllKeys
	case err != nil:
		return err
	case hasSpaces(op):
		return ErrSyntax
	}
	for i := range s.keys {
		if bytes.Equal(s.keys[i].glob, p.glob) {
			s.keys[i].access |= p.access
			return nil
		}
	}
	s.keys = append(s.keys, p)
	return nil
}

func (s *selector) addChannels(pattern string) error {
	switch {
	case s.everyChannel:
		return ErrAllChannels
	case hasSpaces(pattern):
		return ErrSyntax
	}
	same := func(p channelPattern) bool { return string(p) == pattern }
	if !slices.ContainsFunc(s.channels, same) {
		s.channels = append(s.channels, channelPattern(pattern))
	}
	return nil
}

// allowsCommand looks at the command only; firstArg is the word behind its name.
func (s *selector) allowsCommand(id int, firstArg []byte) bool {
	if s.everyCommand || s.commands.has(id) {
		return true
	}
	for _, arg := range s.firstArgs[id] {
		if firstArg != nil && strings.EqualFold(arg, string(firstArg)) {
			return true
		}
	}
	return false
}

func (s *selector) allowsKey(key []byte, need Access) bool {
	if s.everyKey {
		return true
	}
	for i := range s.keys {
		if s.keys[i].allows(key, need) {
			return true
		}
	}
	return false
}

// allowsEveryKey reports whether a key may be used in that way whatever its name.
func (s *selector) allowsEveryKey(need Access) bool {
	return s.everyKey || slices.ContainsFunc(s.keys, func(p keyPattern) bool { return p.allowsEveryKey(need) })
}

func (s *selector) allowsChannel(name []byte, isPattern bool) bool {
	return s.everyChannel ||
		slices.ContainsFunc(s.channels, func(p channelPattern) bool { return p.allows(name, isPattern) })
}

// check says why the selector does not allow the request.
func (s *selector) check(r *Request) Denial {
	if !r.AlwaysAllowed {
		var firstArg []byte
		if len(r.Args) > 1 {
			firstArg = r.Args[1]
		}
		if !s.allowsCommand(r.Command, firstArg) {
			return Denial{Reason: DeniedCommand}
		}
	}
	for _, k := range r.Keys {
		if !s.allowsKey(r.Args[k.Pos], k.Need) {
			return Denial{Reason: DeniedKey, Pos: k.Pos}
		}
	}
	for i := r.FirstChannel; i <= r.LastChannel && i > 0; i++ {
		if !s.allowsChannel(r.Args[i], r.ArePatterns) {
			return Denial{Reason: DeniedChannel, Pos: i}
		}
	}
	return Denial{}
}

// keyWords are the patterns of keys as users write them.
func (s *selector) keyWords() []string {
	if s.everyKey {
		return []string{"~*"}
	}
	words := make([]string, len(s.keys))
	for i, p := range s.keys {
		words[i] = p.String()
	}
	return words
}

// channelWords are the patterns of channels as users write them.
func (s *selector) channelWords() []string {
	if s.everyChannel {
		return []string{"&*"}
	}
	words := make([]string, len(s.channels))
	for i, p := range s.channels {
		words[i] = "&" + string(p)
	}
	return words
}

// words are the modifiers that make this selector of one that allows nothing.
func (s *selector) words() []string {
	words := s.keyWords()
	if !s.everyChannel {
		words = append(words, "resetchannels")
	}
	words = append(words, s.channelWords()...)
	return append(words, s.rules.words()...)
}
