package ordered

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

const rangeOptions = takesRev | takesLimit | takesType | takesValues

func krangeSpec() command.Spec {
	return command.Spec{
		Name: "KRANGE", Group: "generic", Since: "0.1.0",
		Complexity: "O(log(N)+M) where M is the number of keys looked at, plus what has changed since the last view.",
		Summary:    "Lists the keys between two keys in order, as they are at one moment, with string values on request.",
		Flags:      command.ReadOnly | command.Roams,
		Syntax:     "start:string stop:string [REV] [LIMIT count] [TYPE type] [WITHVALUES]",
		Compat:     command.Ours("ranges of keys"),
		Run: func(c *command.Call) {
			if b, o, ok := parseRange(c, rangeOptions); ok {
				list(c, b, o)
			}
		},
	}
}

func kprefixSpec() command.Spec {
	return command.Spec{
		Name: "KPREFIX", Group: "generic", Since: "0.1.0",
		Complexity: "O(log(N)+M) where M is the number of keys looked at, plus what has changed since the last view.",
		Summary:    "Lists the keys with a prefix in order, as they are at one moment, with string values on request.",
		Flags:      command.ReadOnly | command.Roams,
		Syntax:     "prefix [REV] [LIMIT count] [TYPE type] [WITHVALUES]",
		Compat:     command.Ours("keys by their prefix"),
		Run: func(c *command.Call) {
			if o, ok := parseOptions(c, 2, rangeOptions); ok {
				list(c, prefixBounds(c.Args[1]), o)
			}
		},
	}
}

// list replies with the keys of a range.
func list(c *command.Call, b bounds, o options) {
	g := &gathering{withValues: o.withValues}
	accept := newFilter(c, command.ReadsData, o.typ)
	visit := func(e engine.Entry) (more bool) {
		if accept.accepts(e) {
			g.add(e)
		}
		return o.limit == 0 || int64(len(g.found)) < o.limit
	}
	walk(c, b, o.backward, visit, g.reply)
}
