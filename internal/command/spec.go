// Package command owns the table of commands: what each is called, what it takes, which keys it touches, and what
// it does. A command's facts are stated once, in the Spec right above its handler; arity, ACL categories, the
// legacy key triple, COMMAND DOCS, the pages in docs/commands and the conformance table are derived from it.
//
// The package has no commands of its own: each family package below it returns its specs, and NewTable freezes
// them. There is no registration by side effect.
package command

import (
	"slices"
	"strings"
)

// Handler runs one command: it appends exactly one reply to c.Out, unless it parks the client.
type Handler func(c *Call)

// Spec is everything there is to know about one command.
type Spec struct {
	Name       string
	Group      string // Redis's group: string, generic, connection, server ...
	Since      string
	Summary    string
	Complexity string
	Flags      Flag
	Keys       []KeyRule
	// AccessOf tells what one request does with its keys, where the rules say VariableFlags.
	AccessOf func(args [][]byte) Access
	Channels ChannelRule
	// Syntax is the argument grammar in the notation of Redis's documentation: words are arguments, upper-case
	// words tokens, [optional], <one | of>, [word ...] repeats what stands before it. See grammar.go.
	Syntax string
	// Tips are Redis's command tips, such as "nondeterministic_output".
	Tips []string
	// Categories are ACL categories beyond those that follow from the flags; if there are any, the group adds none.
	Categories []string
	Compat     Compat
	// IsSecret tells which words must not show in SLOWLOG and MONITOR; nil if none is a secret.
	IsSecret func(args [][]byte, i int) bool
	Run      Handler
	// Subcommands make this a container: the second argument picks one. Run is nil then, unless the container's
	// name alone is a command too (COMMAND).
	Subcommands []Spec

	id       int // its number in the table, subcommands included
	args     []Argument
	arity    int
	parent   *Spec
	fullName string
	subs     names
	soleKey  bool // needs the lock of exactly one key, at index 1: the hot path
	brief    bool // see isBrief
	elements bool // some arguments name elements of a collection
	tally    *Tally
}

// Compat says how a command relates to Redis's of the same name.
type Compat struct {
	kind compatKind
	note string
}

type compatKind uint8

const (
	compatUnset compatKind = iota
	compatMatches
	compatPartial
	compatOurs
)

// Matches says that the command behaves as in the given version of Redis.
func Matches(version string) Compat { return Compat{compatMatches, version} }

// Partial says in what the command falls short of Redis's, or differs on purpose.
func Partial(why string) Compat { return Compat{compatPartial, why} }

// Ours marks a command that Redis does not have.
func Ours(why string) Compat { return Compat{compatOurs, why} }

// String is the conformance table's cell.
func (c Compat) String() string {
	switch c.kind {
	case compatMatches:
		return "as Redis " + c.note
	case compatPartial:
		return "partly: " + c.note
	default:
		return "Holdfast's own: " + c.note
	}
}

// Arity is the number of words the command takes, its name included; negative means at least that many.
func (s *Spec) Arity() int { return s.arity }

// FullName is the lower-case name, with the container's in front of a subcommand's: "client|list".
func (s *Spec) FullName() string { return s.fullName }

// Display is FullName for those who keep a pointer to it.
func (s *Spec) Display() *string { return &s.fullName }

// Arguments is the parsed grammar.
func (s *Spec) Arguments() []Argument { return s.args }

// Parent is the container of a subcommand, nil otherwise.
func (s *Spec) Parent() *Spec { return s.parent }

// Redacted returns the words with the secrets among them replaced.
func (s *Spec) Redacted(args [][]byte) [][]byte {
	if s.IsSecret == nil {
		return args
	}
	shown := slices.Clone(args)
	for i := range args {
		if s.IsSecret(args, i) {
			shown[i] = []byte("(redacted)")
		}
	}
	return shown
}

// HasSoleKey reports that the command needs the lock of exactly one key, which is its first argument.
func (s *Spec) HasSoleKey() bool { return s.soleKey }

// NamesElements reports that the command names elements of a collection that finds them by name.
func (s *Spec) NamesElements() bool { return s.elements }

// HasKeys reports that the command touches keys.
func (s *Spec) HasKeys() bool {
	return slices.ContainsFunc(s.Keys, func(r KeyRule) bool { return r.Access&NotKey == 0 })
}

// Accepts reports whether n words, the name included, fit the command's arity.
func (s *Spec) Accepts(n int) bool {
	return n == s.arity || s.arity < 0 && n >= -s.arity
}

// AppendKeys appends the positions of the command's keys among args.
func (s *Spec) AppendKeys(dst []KeyRef, args [][]byte) ([]KeyRef, error) {
	var err error
	for _, r := range s.Keys {
		if r.Access&NotKey != 0 {
			continue
		}
		if dst, err = r.appendKeys(dst, args); err != nil {
			return dst, err
		}
	}
	if s.AccessOf != nil {
		access := s.AccessOf(args)
		for i := range dst {
			dst[i].Access = access
		}
	}
	return dst, nil
}

// LegacyKeys is the triple of first key, last key and step that old clients read from COMMAND.
func (s *Spec) LegacyKeys() (first, last, step int) {
	for i, r := range s.Keys {
		if r.isMovable() {
			continue
		}
		l := r.Last
		if l >= 0 {
			l += r.From
		}
		if i == 0 || first == 0 {
			first, last, step = r.From, l, r.Step
			continue
		}
		// Adjacent fixed rules, such as source and destination, join into one range.
		if step == 1 && r.Step == 1 && last >= 0 && r.From == last+1 {
			last = l
		}
	}
	return first, last, step
}

// FlagNames lists the flags for COMMAND INFO.
func (s *Spec) FlagNames() []string {
	names := s.Flags.Names()
	for _, r := range s.Keys {
		if r.isMovable() {
			return append(names, "movablekeys")
		}
	}
	return names
}

// CategoryNames lists the ACL categories, without the "@".
func (s *Spec) CategoryNames() []string {
	var names []string
	add := func(cond bool, name string) {
		if cond {
			names = append(names, name)
		}
	}
	scripting := s.Group == "scripting"
	add(s.Flags.Has(Write), "write")
	add(s.Flags.Has(ReadOnly) && !scripting, "read")
	add(s.Run != nil && s.Categories == nil && groupCategories[s.Group] != "", groupCategories[s.Group])
	add(s.Flags.Has(Admin), "admin")
	add(s.Flags.Has(Admin) || s.Flags.Has(Dangerous), "dangerous")
	add(s.Flags.Has(PubSub) && s.Group != "pubsub", "pubsub")
	add(s.Flags.Has(Fast), "fast")
	add(!s.Flags.Has(Fast), "slow")
	add(s.Flags.Has(Blocking), "blocking")
	return append(names, s.Categories...)
}

// groupCategories maps Redis's groups to the ACL categories of their commands.
var groupCategories = map[string]string{
	"generic": "keyspace", "string": "string", "list": "list", "set": "set", "sorted-set": "sortedset",
	"hash": "hash", "bitmap": "bitmap", "hyperloglog": "hyperloglog", "geo": "geo", "stream": "stream",
	"pubsub": "pubsub", "connection": "connection", "transactions": "transaction", "scripting": "scripting",
}

// freeze parses the grammar and derives what follows from the rest.
func (s *Spec) freeze(parent *Spec) {
	s.parent = parent
	s.fullName = strings.ToLower(s.Name)
	words := 1
	if parent != nil {
		s.fullName = parent.fullName + "|" + s.fullName
		words = 2
	}
	s.args = parseSyntax(s.Syntax)
	least, open := arityOf(s.args)
	s.arity = words + least
	if open || s.Subcommands != nil {
		s.arity = -s.arity
	}
	s.soleKey = len(s.Keys) == 1 && s.Keys[0].Access&NotKey == 0 &&
		s.Keys[0] == KeyRule{Access: s.Keys[0].Access, From: 1, Step: 1} && !s.Flags.Has(AllShards)
	s.elements = nameElements(s.args)
	s.brief, s.tally = s.isBrief(), new(Tally)
	if s.Subcommands == nil {
		return
	}
	if s.Run == nil {
		s.arity = -2
	}
	for i := range s.Subcommands {
		sub := &s.Subcommands[i]
		sub.Group = s.Group
		sub.freeze(s)
		s.subs.put(sub.Name, sub)
	}
}
