package acl

import (
	"slices"
	"strings"
)

// Command is what rules know about a command.
type Command struct {
	ID         int    // its number, from 0 on, subcommands included
	Name       string // lower case, with the container's in front of a subcommand's: "config|get"
	Categories []string
	// AlwaysAllowed commands need no permission: AUTH and its like.
	AlwaysAllowed bool
	Subcommands   []Command
}

// categoryNames are Redis's categories in Redis's order.
var categoryNames = [...]string{
	"keyspace", "read", "write", "set", "sortedset", "list", "hash", "string", "bitmap", "hyperloglog", "geo", "stream",
	"pubsub", "admin", "fast", "slow", "blocking", "dangerous", "connection", "transaction", "scripting",
}

// Catalogue is the commands that rules can name. It never changes.
type Catalogue struct {
	byName     map[string]*Command
	ordered    []*Command // containers before their subcommands
	parents    map[int]*Command
	categories []category
}

// category is a named set of commands.
type category struct {
	name    string
	members bits
}

// NewCatalogue makes the catalogue of the commands.
func NewCatalogue(commands []Command) *Catalogue {
	c := &Catalogue{byName: make(map[string]*Command), parents: make(map[int]*Command)}
	for _, name := range categoryNames {
		c.categories = append(c.categories, category{name: name})
	}
	for i := range commands {
		c.add(&commands[i], nil)
	}
	return c
}

func (c *Catalogue) add(cmd, parent *Command) {
	c.byName[cmd.Name] = cmd
	c.ordered = append(c.ordered, cmd)
	if parent != nil {
		c.parents[cmd.ID] = parent
	}
	for _, name := range cmd.Categories {
		cat := c.category(name)
		if cat == nil {
			c.categories = append(c.categories, category{name: name})
			cat = &c.categories[len(c.categories)-1]
		}
		cat.members = cat.members.with(cmd.ID)
	}
	for i := range cmd.Subcommands {
		c.add(&cmd.Subcommands[i], cmd)
	}
}

// find returns a command by full name in any case, nil if there is none.
func (c *Catalogue) find(name string) *Command { return c.byName[strings.ToLower(name)] }

// category returns a category by its lower-case name, nil if there is none.
func (c *Catalogue) category(name string) *category {
	i := slices.IndexFunc(c.categories, func(cat category) bool { return cat.name == name })
	if i < 0 {
		return nil
	}
	return &c.categories[i]
}

// Categories lists the names of all categories.
func (c *Catalogue) Categories() []string {
	names := make([]string, len(c.categories))
	for i, cat := range c.categories {
		names[i] = cat.name
	}
	return names
}

// Members lists the commands of a category, which is named in any case; ok is false if there is none of that name.
func (c *Catalogue) Members(name string) (names []string, ok bool) {
	cat := c.category(strings.ToLower(name))
	if cat == nil {
		return nil, false
	}
	for _, cmd := range c.ordered {
		if cat.members.has(cmd.ID) {
			names = append(names, cmd.Name)
		}
	}
	return names, true
}
