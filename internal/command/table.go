package command

import (
	"fmt"
	"slices"
	"strings"
)

// Table is the frozen set of commands. It is safe for concurrent use.
type Table struct {
	byName names
	list   []*Spec // that clients can use, in order of name
	all    []*Spec // and those that have been taken away
	// hidden are the commands that have been renamed, by their true names: only the log and rules of users use these.
	hidden map[string]*Spec
}

// maxNameBytes is longer than any command's name.
const maxNameBytes = 32

// NewTable freezes the families' specs. A spec that contradicts itself is our own bug and panics here, at start.
func NewTable(families ...[]Spec) *Table {
	t := &Table{hidden: make(map[string]*Spec)}
	for _, specs := range families {
		for i := range specs {
			t.add(&specs[i])
		}
	}
	slices.SortFunc(t.list, func(a, b *Spec) int { return strings.Compare(a.fullName, b.fullName) })
	t.all = slices.Clone(t.list)
	next := 0
	for _, s := range t.list {
		next = s.number(next)
	}
	return t
}

// number gives the spec and its subcommands their numbers from next on, and returns the next one.
func (s *Spec) number(next int) int {
	s.id = next
	next++
	for i := range s.Subcommands {
		next = s.Subcommands[i].number(next)
	}
	return next
}

func (t *Table) add(s *Spec) {
	s.freeze(nil)
	if t.byName.get([]byte(s.fullName)) != nil {
		panic("command: two specs named " + s.fullName)
	}
	if err := s.check(); err != nil {
		panic(err)
	}
	t.byName.put(s.fullName, s)
	t.list = append(t.list, s)
}

// check finds what a spec says twice or not at all.
func (s *Spec) check() error {
	switch {
	case len(s.fullName) > maxNameBytes:
		return fmt.Errorf("command %s: name too long", s.fullName)
	case s.Summary == "" || s.Since == "" || s.Group == "":
		return fmt.Errorf("command %s: summary, since or group missing", s.fullName)
	case s.Flags.Has(Write | ReadOnly):
		return fmt.Errorf("command %s: both write and readonly", s.fullName)
	case s.Run == nil && s.Subcommands == nil:
		return fmt.Errorf("command %s: neither a handler nor subcommands", s.fullName)
	case s.Run != nil && s.Compat.kind == compatUnset:
		return fmt.Errorf("command %s: no word on compatibility", s.fullName)
	}
	for i := range s.Subcommands {
		if err := s.Subcommands[i].check(); err != nil {
			return err
		}
	}
	return nil
}

// All lists the commands in order of name, without subcommands.
func (t *Table) All() []*Spec { return t.list }

// Get finds a command by name in any case, without looking at subcommands. It does not allocate.
func (t *Table) Get(name []byte) *Spec { return t.byName.get(name) }

// Sub finds a subcommand by name in any case, nil if there is none.
func (s *Spec) Sub(name []byte) *Spec { return s.subs.get(name) }

// Find is Get for a full name with an optional "|sub".
func (t *Table) Find(name string) *Spec {
	first, second, isSub := strings.Cut(name, "|")
	s := t.Get([]byte(first))
	if s == nil || !isSub {
		return s
	}
	return s.Sub([]byte(second))
}

// Resolve finds the spec that a request's words name, the subcommand's if there is one. The error is the reply.
func (t *Table) Resolve(args [][]byte) (*Spec, error) {
	s := t.Get(args[0])
	if s == nil {
		return nil, unknownCommand(args)
	}
	return s.resolve(args)
}

// resolve picks the subcommand and counts the words.
func (s *Spec) resolve(args [][]byte) (*Spec, error) {
	if s.Subcommands != nil && len(args) > 1 {
		sub := s.Sub(args[1])
		if sub == nil {
			return nil, unknownSubcommand(s, args[1])
		}
		s = sub
	}
	if !s.Accepts(len(args)) {
		return s, ErrArityOf(s)
	}
	return s, nil
}
