package sorting

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errNotDouble = errors.New("ERR One or more scores can't be converted into double")

const (
	complexity = "O(N+M*log(N)) where N is the number of elements to sort and M the number of elements returned."
	syntax     = "key [BY by-pattern:pattern] [LIMIT offset count] [GET get-pattern:pattern [GET get-pattern ...]]" +
		" [ASC | DESC] [ALPHA]"
)

// Neither command can say which keys its patterns lead to: they take all locks.

func sortSpec() command.Spec {
	return command.Spec{
		Name: "SORT", Group: "generic", Since: "1.0.0", Complexity: complexity,
		Summary: "Sorts the elements of a list, a set or a sorted set, and returns or stores them.",
		Flags:   command.Write | command.DenyOOM | command.AllShards | command.Dangerous,
		Keys: []command.KeyRule{
			command.At(1, command.RO|command.ReadsData),
			command.After("STORE", -2, command.OW|command.UpdatesData), // the last STORE counts
			command.Derived(command.RO | command.ReadsData),
		},
		Syntax:     syntax + " [STORE destination]",
		Categories: []string{"set", "sortedset", "list"},
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { sortKey(c, true) },
	}
}

func sortROSpec() command.Spec {
	return command.Spec{
		Name: "SORT_RO", Group: "generic", Since: "7.0.0", Complexity: complexity,
		Summary:    "Sorts the elements of a list, a set or a sorted set, and returns them.",
		Flags:      command.ReadOnly | command.AllShards | command.Dangerous,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData), command.Derived(command.RO | command.ReadsData)},
		Syntax:     syntax,
		Categories: []string{"set", "sortedset", "list"},
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { sortKey(c, false) },
	}
}

func sortKey(c *command.Call, mayStore bool) {
	o, ok := parse(c, mayStore)
	if !ok {
		return
	}
	if err := permit(c, &o); err != nil {
		c.Fail(err)
		return
	}
	list, ok := source(c, &o)
	if !ok {
		return
	}
	if !o.noSort {
		if list, ok = order(c, list, &o); !ok {
			c.Fail(errNotDouble)
			return
		}
	}
	list = o.limit(list)
	if o.store != nil {
		store(c, list, &o)
		return
	}
	reply(c, list, &o)
}

// reply writes the elements, or what the GET patterns make of each.
func reply(c *command.Call, list []element, o *options) {
	if len(o.get) == 0 {
		c.Out.Array(len(list))
		for i := range list {
			c.Out.Bulk(list[i].text)
		}
		return
	}
	c.Out.Array(len(list) * len(o.get))
	var found []byte
	for i := range list {
		for _, p := range o.get {
			var ok bool
			if found, ok = p.lookUp(c, found[:0], list[i].text); ok {
				c.Out.Bulk(found)
			} else {
				c.Out.Null()
			}
		}
	}
}
