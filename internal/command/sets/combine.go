package sets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/set"
)

// sources are the sets that a command combines, with an empty one for each key that is missing.
type sources []set.Set

// openAll opens the sets under keys, or replies with an error.
func openAll(c *command.Call, keys [][]byte) (sources, bool) {
	for _, key := range keys {
		if _, _, ok := c.Read(key, keyspace.TypeSet); !ok {
			return nil, false
		}
	}
	sets := make(sources, len(keys))
	for i, key := range keys { // found again: a look at a key may have changed the keyspace
		if rec, found := c.Tx.Peek(key); found {
			c.Tx.OpenSetIn(&sets[i], key, rec)
		} else {
			c.Tx.NewSetIn(&sets[i], key)
		}
	}
	return sets, true
}

// anyHas reports whether one of the sets has a member.
func (s sources) anyHas(m page.Item) bool {
	for i := range s {
		if s[i].Has(m) {
			return true
		}
	}
	return false
}

// allHave reports whether all of the sets have a member.
func (s sources) allHave(m page.Item) bool {
	for i := range s {
		if !s[i].Has(m) {
			return false
		}
	}
	return true
}

// A combination visits the members of what it makes of the sets, each once, as long as visit asks for more. It may
// change their order.
type combination func(s sources, visit func(page.Item) (more bool))

func combineSpec(name, summary, complexity string, combine combination) command.Spec {
	return command.Spec{
		Name: name, Group: "set", Since: "1.0.0", Complexity: complexity,
		Summary: summary,
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.Span(1, -1, 1, command.RO|command.ReadsData)},
		Syntax:  "key [key ...]",
		Tips:    []string{"nondeterministic_output_order"},
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { replyCombined(c, combine) },
	}
}

func replyCombined(c *command.Call, combine combination) {
	sets, ok := openAll(c, c.Args[1:])
	if !ok {
		return
	}
	var members command.Gathered
	combine(sets, func(m page.Item) bool {
		members.Add(m)
		return true
	})
	c.Out.Set(members.Len())
	c.Elements(&members)
}

func storeSpec(name, summary, complexity string, access command.Access, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Group: "set", Since: "1.0.0", Complexity: complexity,
		Summary: summary,
		Flags:   command.Write | command.DenyOOM,
		Keys: []command.KeyRule{
			command.At(1, access|command.UpdatesData),
			command.Span(2, -1, 1, command.RO|command.ReadsData),
		},
		Syntax: "destination key [key ...]",
		Compat: command.Matches("7.2"),
		Run:    run,
	}
}

// storeCombined stores what combine makes of the sets, which are the command's, in result and then under the
// destination, and replies with its size.
func storeCombined(c *command.Call, sets sources, result *set.Set, combine combination) {
	combine(sets, func(m page.Item) bool {
		result.Add(m)
		return true
	})
	_, exists := c.Tx.Peek(c.Key())
	if exists || result.Len() > 0 {
		c.LogCall()
	}
	if result.Len() > 0 {
		c.Tx.Create(c.Key(), keyspace.TypeSet, result)
		c.Notify(event.Set, c.Spec.FullName())
	} else if c.Tx.Delete(c.Key()) {
		c.Notify(event.Generic, "del")
	}
	c.Out.Int(int64(result.Len()))
}
